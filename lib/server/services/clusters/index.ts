export { addCluster } from './add';
export { listClusters } from './list';
export { testCluster } from './probe';
export { removeCluster } from './remove';
export { updateCluster } from './update';
