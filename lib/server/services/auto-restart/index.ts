export { getAutoRestart } from './get';
export { setAutoRestart } from './set';
export { toRestartWorld } from './world';
