export { listActions } from './list';
export { startActions } from './start';
