import 'server-only';
import type { ClusterSummary, WorkerRow } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import type { ClusterId } from '@/lib/connect/names';
import { describeAccess, NO_ACCESS } from '../connect-client/access';
import type { ClusterWatch } from './cluster-watch';

/** Counts what a cluster's rows show. A task counts as running only while it says RUNNING. */
export function toClusterSummary(watch: ClusterWatch): ClusterSummary {
  const { byHealth, tasks } = watch.state.counts;
  return {
    id: watch.definition.id,
    name: watch.definition.name,
    urls: [...watch.definition.urls],
    workerUrls: watch.client.workerUrls(),
    origin: watch.definition.origin,
    source: watch.definition.source ?? null,
    access: watch.definition.shown ?? describeAccess(NO_ACCESS),
    version: watch.root?.version ?? null,
    commit: watch.root?.commit ?? null,
    kafkaClusterId: watch.root?.kafka_cluster_id ?? null,
    reachability: watch.reachability,
    connectors: { total: watch.state.size, byHealth },
    tasks: { ...tasks },
  };
}

/** Lists the workers that statuses mention, by cluster and worker id. */
export function toWorkerRows(clusterId: ClusterId, rows: readonly ConnectorRow[]): WorkerRow[] {
  const workers = new Map<string, WorkerRow>();
  const of = (workerId: string) => {
    const known = workers.get(workerId) ?? { clusterId, workerId, connectors: 0, tasks: 0, failedTasks: 0 };
    workers.set(workerId, known);
    return known;
  };
  for (const row of rows) {
    if (row.workerId) of(row.workerId).connectors += 1;
    for (const task of row.tasks) {
      if (!task.workerId) continue;
      const worker = of(task.workerId);
      worker.tasks += 1;
      if (task.state === 'FAILED') worker.failedTasks += 1;
    }
  }
  return [...workers.values()].sort((a, b) => a.workerId.localeCompare(b.workerId));
}
