export { getOpenApi } from './get';
