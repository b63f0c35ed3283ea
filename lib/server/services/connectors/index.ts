export { listConfigVersions } from './config-versions';
export { createConnector } from './create';
export { getConnector } from './get';
export { listConnectors, listConnectorsAsJson } from './list';
export { searchConfigs } from './search';
export { getTaskConfigs } from './task-configs';
export { getTimeline, TimelineWindow } from './timeline';
export { getTopics } from './topics';
export { updateConnectorConfig } from './update-config';
