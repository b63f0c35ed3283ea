import 'server-only';
import type { FleetChange, FleetHistory } from '@/lib/api/fleet-history';
import { ClusterId } from '@/lib/connect/names';
import type { Db } from '../db/open';

const DAY_MS = 24 * 3_600_000;
const BUCKET_MS = 30 * 60_000;
const MAX_EVENTS = 20_000;
const CHANGES_SHOWN = 40;

/** What the fleet looks like now, from which the past is counted back. */
export interface FleetNow {
  readonly now: number;
  readonly failedTasks: number;
  /** Clusters that are registered; what others left behind is not shown. */
  readonly clusters: readonly string[];
}

/** Reads the last 24 hours of all registered clusters: failed tasks per half hour, and the latest changes. */
export async function readFleetHistory(
  db: Db,
  { now, failedTasks, clusters }: FleetNow,
): Promise<FleetHistory> {
  const rows = await db
    .selectFrom('status_event')
    .select(['at', 'cluster', 'connector', 'task', 'from_state', 'to_state', 'cause'])
    .where('at', '>', now - DAY_MS)
    .where('cluster', 'in', clusters.length > 0 ? clusters : [''])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_EVENTS)
    .execute();
  const changes = rows.map(
    (row): FleetChange => ({
      at: row.at,
      clusterId: ClusterId.parse(row.cluster),
      connector: row.connector,
      task: row.task,
      from: row.from_state,
      to: row.to_state,
      cause: row.cause,
    }),
  );
  return {
    bucketMs: BUCKET_MS,
    buckets: failedPerBucket(changes, failedTasks, now),
    // First sights are no changes: after a start they would be all one sees.
    changes: changes.filter((change) => change.from !== null).slice(0, CHANGES_SHOWN),
  };
}

/**
 * Counts failed tasks back from now. Pure.
 *
 * Shape: 48 buckets, oldest first; each holds the highest count at any moment in it.
 */
export function failedPerBucket(
  newestFirst: readonly Pick<FleetChange, 'at' | 'task' | 'from' | 'to'>[],
  failedNow: number,
  now: number,
): FleetHistory['buckets'] {
  const end = Math.ceil(now / BUCKET_MS) * BUCKET_MS;
  const buckets: { at: number; failed: number }[] = [];
  let count = failedNow;
  let next = 0;
  for (let start = end - BUCKET_MS; start >= end - DAY_MS; start -= BUCKET_MS) {
    let highest = count;
    for (let event = newestFirst[next]; event && event.at >= start; event = newestFirst[next]) {
      if (event.task !== null && event.to === 'FAILED') count -= 1;
      if (event.task !== null && event.from === 'FAILED') count += 1;
      highest = Math.max(highest, count);
      next += 1;
    }
    buckets.push({ at: start, failed: Math.max(0, highest) });
  }
  return buckets.reverse();
}
