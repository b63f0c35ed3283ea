export { listConnectors, listConnectorsAsJson } from './list';
