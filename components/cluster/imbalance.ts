import type { WorkerRow } from '@/lib/api/clusters';

/** A cluster whose workers carry clearly different loads. */
export interface Imbalance {
  readonly clusterId: string;
  readonly most: WorkerRow;
  readonly least: WorkerRow;
}

/** A balanced cluster's workers differ by one at most; a group may be off by a little while it settles. */
const MIN_DIFFERENCE = 3;

/**
 * Names the clusters whose fullest worker runs at least 3 connectors and tasks more than its emptiest, and half as
 * many again. A worker that runs nothing is not known to exist: Connect has no list of its workers.
 */
export function imbalancesOf(workers: readonly WorkerRow[]): Imbalance[] {
  const byCluster = Map.groupBy(workers, (worker) => worker.clusterId as string);
  return [...byCluster].flatMap(([clusterId, group]) => {
    const sorted = group.toSorted((a, b) => loadOf(b) - loadOf(a));
    const [most, least] = [sorted[0], sorted.at(-1)];
    if (!most || !least) return [];
    const difference = loadOf(most) - loadOf(least);
    return difference >= MIN_DIFFERENCE && loadOf(most) > 1.5 * loadOf(least)
      ? [{ clusterId, most, least }]
      : [];
  });
}

/** What Connect spreads over workers: connectors and tasks count alike. */
export function loadOf(worker: WorkerRow): number {
  return worker.connectors + worker.tasks;
}
