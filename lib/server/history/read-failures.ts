import 'server-only';
import { type RawBuilder, sql } from 'kysely';
import type { FailedConnector, FailedDay } from '@/lib/api/fleet-history';
import { Breaks } from '@/lib/base/breaks';
import { ClusterId } from '@/lib/connect/names';
import type { Db } from '../db/open';
import type { FleetQuery } from './read-fleet-history';

const DAY_MS = 86_400_000;
const HOURS = 24;
/** So many connectors and tasks are added up by one statement: more would block the event loop. */
const INSTANCES_AT_ONCE = 1_000;

interface Sums {
  failedMs: number;
  failures: number;
  restores: number;
  restoreMs: number;
}

interface FailedSums extends Sums {
  clusterId: string;
  connector: string;
}

/** Reads what failed tasks of each of the last days (UTC) add up to, oldest first; today is the last. */
export async function readFailedDays(
  db: Db,
  { now, clusters }: FleetQuery,
  days: number,
): Promise<FailedDay[]> {
  const last = Math.floor(now / DAY_MS);
  const rows = await db
    .selectFrom('fleet_hour')
    .select(({ fn }) => [
      sql<number>`bucket / 24`.as('day'),
      fn.sum<number>('failed_ms').as('failedMs'),
      fn.sum<number>('failures').as('failures'),
      fn.sum<number>('restores').as('restores'),
      fn.sum<number>('restore_ms').as('restoreMs'),
    ])
    .where('bucket', '>=', (last - days + 1) * HOURS)
    .where('cluster', 'in', clusters.length > 0 ? clusters : [''])
    .groupBy('day')
    .execute();
  const byDay = new Map(rows.map(({ day, ...sums }) => [day, sums]));
  const nothing: Sums = { failedMs: 0, failures: 0, restores: 0, restoreMs: 0 };
  return Array.from({ length: days }, (_, i) => {
    const day = last - days + 1 + i;
    return { at: day * DAY_MS, ...(byDay.get(day) ?? nothing) };
  });
}

/** Reads the connectors with the most time in FAILED on some days (UTC, both ends included), worst first. */
export async function readWorstConnectors(
  db: Db,
  { now, clusters }: FleetQuery,
  days: { first: number; last: number },
  limit: number,
): Promise<{ total: number; connectors: FailedConnector[] }> {
  const failed: FailedSums[] = [];
  const breaks = new Breaks();
  for (const cluster of clusters) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      if (breaks.isDue()) await breaks.take();
      const upTo = await connectorAfter(db, cluster, after);
      failed.push(...(await failuresOf(db, { cluster, after, upTo }, days)));
      after = upTo;
    }
  }
  const worst = failed.sort((a, b) => b.failedMs - a.failedMs || b.failures - a.failures);
  const window = { from: days.first * DAY_MS, to: Math.min(now, (days.last + 1) * DAY_MS) };
  const connectors: FailedConnector[] = [];
  for (const one of worst.slice(0, limit)) {
    const observed = await observedMs(db, one.clusterId, one.connector, window);
    const uptime = observed > 0 ? Math.max(0, 1 - one.failedMs / observed) : null;
    connectors.push({ ...one, clusterId: ClusterId.parse(one.clusterId), uptime });
  }
  return { total: failed.length, connectors };
}

/** The connector that ends the next step by name; undefined when the last step begins. */
async function connectorAfter(db: Db, cluster: string, after: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('instance')
    .select('connector')
    .where('cluster', '=', cluster)
    .where('connector', '>', after)
    .orderBy('connector')
    .offset(INSTANCES_AT_ONCE)
    .limit(1)
    .executeTakeFirst();
  return row?.connector;
}

/** Adds up connectors of one cluster that follow each other by name: their tasks are read in the order of an index. */
async function failuresOf(
  db: Db,
  { cluster, after, upTo }: { cluster: string; after: string; upTo: string | undefined },
  { first, last }: { first: number; last: number },
): Promise<FailedSums[]> {
  const end: RawBuilder<unknown> = upTo === undefined ? sql`true` : sql`i.connector <= ${upTo}`;
  const { rows } = await sql<FailedSums>`
    select i.cluster as "clusterId", i.connector, sum(r.failed_ms) as "failedMs", sum(r.failures) as failures,
      sum(r.restores) as restores, sum(r.restore_ms) as "restoreMs"
    from instance i cross join rollup_day r on r.instance = i.id and r.bucket between ${first} and ${last}
    where i.cluster = ${cluster} and i.connector > ${after} and ${end} and (r.failed_ms > 0 or r.failures > 0)
    group by i.cluster, i.connector`.execute(db);
  return rows;
}

/** How long a connector and its tasks were looked at in a stretch, added up. */
async function observedMs(
  db: Db,
  cluster: string,
  connector: string,
  { from, to }: { from: number; to: number },
): Promise<number> {
  const { rows } = await sql<{ ms: number | null }>`
    select sum(max(0, min(l.to_at, case when i.state is null then i.at else ${to} end, ${to})
      - max(l.from_at, i.first_at, ${from}))) as ms
    from instance i join looked l on l.cluster = i.cluster
    where i.cluster = ${cluster} and i.connector = ${connector} and l.to_at >= ${from} and l.from_at <= ${to}`.execute(
    db,
  );
  return rows[0]?.ms ?? 0;
}
