import type { ActionRecord } from '../api/actions.ts';
import type { ClusterSummary } from '../api/clusters.ts';
import type { ConnectorDetail, ConnectorRow, FleetSnapshot, TaskRow } from '../api/connectors.ts';
import { ClusterId } from '../connect/names.ts';
import { healthOf } from '../connect/state.ts';

const NOW = Date.UTC(2026, 0, 15, 14, 0, 0);

/** A task row; RUNNING unless said otherwise. */
export function aTask(more: Partial<TaskRow> = {}): TaskRow {
  return { id: 0, state: 'RUNNING', workerId: '127.0.0.1:8083', cause: null, since: NOW, ...more };
}

/** A connector row whose health follows from its states. */
export function aConnector(more: Partial<ConnectorRow> = {}): ConnectorRow {
  const tasks = more.tasks ?? [aTask()];
  const state = more.state === undefined ? 'RUNNING' : more.state;
  return {
    clusterId: ClusterId.parse('local'),
    name: 'orders',
    type: 'source',
    pluginClass: 'org.apache.kafka.connect.file.FileStreamSourceConnector',
    pluginVersion: '4.3.1',
    state,
    health: healthOf(
      state ?? undefined,
      tasks.map((task) => task.state),
    ),
    workerId: '127.0.0.1:8083',
    cause: null,
    tasks,
    topics: ['orders'],
    since: NOW,
    ...more,
  };
}

/** A cluster that answers. */
export function aCluster(more: Partial<ClusterSummary> = {}): ClusterSummary {
  return {
    id: ClusterId.parse('local'),
    name: 'Local',
    urls: ['http://127.0.0.1:8083'],
    workerUrls: [{ url: 'http://127.0.0.1:8083', state: 'active', problem: null, at: NOW }],
    origin: 'environment',
    source: 'SLUICE_CLUSTERS',
    access: { auth: { type: 'none' }, headers: [], tls: { ca: null, cert: null }, isOpen: true },
    version: '4.3.1',
    commit: 'abc',
    kafkaClusterId: 'kafka',
    reachability: { state: 'live', asOf: NOW, since: NOW, pollMs: 5, problem: null },
    connectors: { total: 1, byHealth: { RUNNING: 1 } },
    tasks: { total: 1, running: 1, failed: 0 },
    ...more,
  };
}

/** The snapshot a list draws from. */
export function aFleet(connectors: ConnectorRow[], clusters: ClusterSummary[] = [aCluster()]): FleetSnapshot {
  const storage = { state: 'ok', since: NOW, reason: null } as const;
  return { epoch: 'epoch', seq: 1, at: NOW, clusters, storage, connectors };
}

/** The detail of a connector. */
export function aDetail(more: Partial<ConnectorDetail> = {}): ConnectorDetail {
  const row = more.row ?? aConnector();
  return {
    row,
    version: '4.3.1',
    trace: null,
    tasks: row.tasks.map((task) => ({ ...task, trace: null })),
    config: [{ key: 'name', value: row.name, masked: false }],
    configHash: 'hash',
    problems: [],
    ...more,
  };
}

/** An action in whatever phase. */
export function anAction(more: Partial<ActionRecord> = {}): ActionRecord {
  return {
    id: 'action-1',
    at: NOW,
    actor: 'local',
    action: 'restart-failed-tasks',
    clusterId: ClusterId.parse('local'),
    connector: 'orders',
    task: null,
    phase: 'following',
    isWaiting: false,
    workerStatus: 202,
    workerMessage: null,
    summary: null,
    outcomes: [],
    finishedAt: null,
    ...more,
  };
}
