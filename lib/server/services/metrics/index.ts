export { getMetrics } from './get';
