export { alterOffsets, resetOffsets } from './change';
export { getOffsets } from './get';
export { listOffsetSnapshots } from './snapshots';
