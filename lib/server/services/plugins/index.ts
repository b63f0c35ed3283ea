export { listPlugins } from './list';
export { listPluginSkew } from './skew';
export { validateConfig } from './validate';
