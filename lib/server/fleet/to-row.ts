import 'server-only';
import type { ConnectorRow, TaskRow } from '@/lib/api/connectors';
import type { ClusterId } from '@/lib/connect/names';
import { healthOf } from '@/lib/connect/state';
import { causeLine } from '@/lib/connect/trace';
import type { ObservedInfo, ObservedStatus } from './observed';

/** What was known of an instance. Units: `since` in ms since the epoch. */
export interface KnownInstance {
  readonly state: string;
  readonly since: number;
}

/** Connector name → task (null: the connector) → what was last known. */
export type KnownInstances = Map<string, Map<number | null, KnownInstance>>;

/** What a row is made of. `old`: the row before it. Units: `at` in ms since the epoch. */
interface RowInput {
  readonly clusterId: ClusterId;
  readonly name: string;
  readonly status: ObservedStatus | null;
  readonly info: ObservedInfo | null;
  readonly old: ConnectorRow | undefined;
  readonly known: ReadonlyMap<number | null, KnownInstance> | undefined;
  readonly at: number;
}

/** Builds what lists show of a connector. */
export function toRow({ clusterId, name, status, info, old, known, at }: RowInput): ConnectorRow {
  const tasks = (status?.tasks ?? []).map(
    (task): TaskRow => ({
      id: task.task ?? 0,
      state: task.state,
      workerId: task.workerId,
      cause: causeLine(task.trace),
      since: known?.get(task.task)?.since ?? at,
    }),
  );
  const health = healthOf(
    status?.connector.state,
    tasks.map((task) => task.state),
  );
  const firstSince = Math.max(known?.get(null)?.since ?? at, ...tasks.map((task) => task.since));
  return {
    clusterId,
    name,
    type: info?.type ?? status?.type ?? 'unknown',
    pluginClass: info?.pluginClass ?? null,
    pluginVersion: status?.pluginVersion ?? null,
    state: status?.connector.state ?? null,
    health,
    workerId: status?.connector.workerId ?? null,
    cause: causeLine(status?.connector.trace) ?? tasks.find((task) => task.state === 'FAILED')?.cause ?? null,
    tasks,
    topics: [...(info?.topics ?? [])],
    since: old === undefined ? (status ? firstSince : at) : old.health === health ? old.since : at,
  };
}

/** Stands in for the row of an entry that has none yet. */
export const NO_ROW: ConnectorRow = {
  clusterId: '' as ClusterId,
  name: '',
  type: 'unknown',
  pluginClass: null,
  pluginVersion: null,
  state: null,
  health: 'UNKNOWN',
  workerId: null,
  cause: null,
  tasks: [],
  topics: [],
  since: 0,
};
