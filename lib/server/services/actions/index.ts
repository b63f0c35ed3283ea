export { ActionParams, cancelAction } from './cancel';
export { listActions } from './list';
export { restartOnce, startActions } from './start';
