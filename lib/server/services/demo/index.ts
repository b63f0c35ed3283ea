export { getDemo } from './get';
export { runDemo } from './seed';
export { setDemo } from './set';
