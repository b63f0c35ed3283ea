export { listClusters } from './list';
