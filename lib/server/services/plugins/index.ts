export { listPlugins } from './list';
export { validateConfig } from './validate';
