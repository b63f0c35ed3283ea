import 'server-only';
import { sql } from 'kysely';
import type { FleetChange, FleetHistory } from '@/lib/api/fleet-history';
import { ClusterId } from '@/lib/connect/names';
import type { Db } from '../db/open';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Which clusters count: those that are registered; what others left behind is not shown. Units: `now` ms. */
export interface FleetQuery {
  readonly now: number;
  readonly clusters: readonly string[];
}

/** Reads the most failed tasks of each of the last hours, oldest first; the current one is the last. */
export async function readFailedHours(
  db: Db,
  { now, clusters }: FleetQuery,
  hours: number,
): Promise<FleetHistory['buckets']> {
  const last = Math.floor(now / HOUR_MS);
  const rows = await db
    .selectFrom('fleet_hour')
    .select(({ fn }) => ['bucket', fn.sum<number>('most_failed').as('failed')])
    .where('bucket', '>', last - hours)
    .where('cluster', 'in', clusters.length > 0 ? clusters : [''])
    .groupBy('bucket')
    .execute();
  const byHour = new Map(rows.map(({ bucket, failed }) => [bucket, failed]));
  return Array.from({ length: hours }, (_, i) => {
    const hour = last - hours + 1 + i;
    return { at: hour * HOUR_MS, failed: byHour.get(hour) ?? 0 };
  });
}

/** Reads the newest changes of a cluster, newest first; first sights are none. Of today and yesterday (UTC). */
export async function readLatestChanges(
  db: Db,
  cluster: string,
  now: number,
  limit: number,
): Promise<FleetChange[]> {
  const day = Math.floor(now / DAY_MS);
  const { rows } = await sql<Omit<FleetChange, 'clusterId' | 'task'> & { task: number }>`
    select e.at, i.connector, i.task, e.from_state as "from", e.to_state as "to", t.cause
    from status_event e join instance i on i.id = e.instance left join event_text t on t.id = e.text_id
    where e.day in (${day}, ${day - 1}) and i.cluster = ${cluster} and e.from_state is not null
    order by e.at desc, e.seq desc limit ${limit}`.execute(db);
  const clusterId = ClusterId.parse(cluster);
  return rows.map((row) => ({ ...row, clusterId, task: row.task === -1 ? null : row.task }));
}
