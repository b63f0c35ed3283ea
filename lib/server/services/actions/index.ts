export { listActions } from './list';
export { restartOnce, startActions } from './start';
