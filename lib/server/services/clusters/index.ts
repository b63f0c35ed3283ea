export { addCluster } from './add';
export { listClusters } from './list';
export { ClusterTestRequest, testCluster } from './probe';
export { removeCluster } from './remove';
