import { z } from 'zod';

export { ActionList, ActionRecord } from '@/lib/api/actions';
export { AlertChannel, AlertDelivery, AlertOverview, AlertRule, Silence } from '@/lib/api/alerts';
export { AutoRestartView } from '@/lib/api/auto-restart';
export { ClusterList, ClusterSummary, ClusterTest } from '@/lib/api/clusters';
export { ConfigMatches } from '@/lib/api/config-search';
export { ConfigVersionList } from '@/lib/api/config-versions';
export {
  ConnectorDetail,
  FleetSnapshot,
  OffsetsView,
  TaskConfigList,
  TopicsView,
} from '@/lib/api/connectors';
export { DemoState } from '@/lib/api/demo';
export { ConsoleEvent } from '@/lib/api/events';
export { FailureReport, FailuresOfDay, FleetHistory } from '@/lib/api/fleet-history';
export { LoggersView } from '@/lib/api/loggers';
export { OffsetSnapshotList } from '@/lib/api/offsets';
export { PluginList, PluginSkewList, ValidateResult } from '@/lib/api/plugins';
export { Problem } from '@/lib/api/problem';
export { Timeline } from '@/lib/api/timeline';

/** An answer nobody reads. */
export const Nothing = z.unknown();
