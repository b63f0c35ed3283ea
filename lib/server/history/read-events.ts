import 'server-only';
import { type RawBuilder, sql } from 'kysely';
import type { StatusEvent } from '@/lib/api/timeline';
import type { Db } from '../db/open';
import type { Span } from './build-timeline';

const DAY_MS = 86_400_000;

/** A connector or a task that was ever seen. Units: as its table. */
export interface Instance {
  readonly id: number;
  readonly task: number | null;
  readonly first_at: number;
  readonly at: number;
  readonly state: string | null;
}

/** Reads a connector's instances: itself first, then tasks by number. */
export async function readInstances(db: Db, cluster: string, connector: string): Promise<Instance[]> {
  const rows = await db
    .selectFrom('instance')
    .select(['id', 'task', 'first_at', 'at', 'state'])
    .where('cluster', '=', cluster)
    .where('connector', '=', connector)
    .orderBy('task')
    .execute();
  return rows.map((row) => ({ ...row, task: row.task === -1 ? null : row.task }));
}

/** The days a stretch of time touches, as a list for SQL: each is looked up by itself, a range would be scanned. */
function daysOf({ from, to }: Span): RawBuilder<unknown> {
  const first = Math.floor(from / DAY_MS);
  const days = Array.from({ length: Math.floor(to / DAY_MS) - first + 1 }, (_, i) => first + i);
  return sql`(select value from json_each(${JSON.stringify(days)}))`;
}

/** Reads the newest `limit` events of some instances in a stretch of time, oldest first. */
export async function readEvents(
  db: Db,
  instances: readonly Instance[],
  span: Span,
  limit: number,
): Promise<StatusEvent[]> {
  const ids = JSON.stringify(instances.map(({ id }) => id));
  const { rows } = await sql<{
    at: number;
    instance: number;
    from: string | null;
    to: string | null;
    workerId: string | null;
    cause: string | null;
  }>`select e.at, e.instance, e.from_state as "from", e.to_state as "to", e.worker as "workerId", t.cause
    from ${daysOf(span)} d cross join json_each(${ids}) i
      cross join status_event e on e.day = d.value and e.instance = i.value and e.at between ${span.from} and ${span.to}
      left join event_text t on t.id = e.text_id
    order by e.at desc, e.seq desc limit ${limit}`.execute(db);
  const tasks = new Map(instances.map(({ id, task }) => [id, task]));
  return rows.reverse().map(({ instance, ...event }) => ({ ...event, task: tasks.get(instance) ?? null }));
}

/** What each instance was in right before `at`, as an event at its time. Instances that were not there are left out. */
export async function readBefore(db: Db, instances: readonly Instance[], at: number): Promise<StatusEvent[]> {
  const day = Math.floor(at / DAY_MS);
  const sameDay = await readEvents(db, instances, { from: day * DAY_MS, to: at - 1 }, 100_000);
  const latest = new Map(sameDay.map((event) => [event.task, event.to]));
  const before: StatusEvent[] = [];
  for (const instance of instances) {
    const { task } = instance;
    const state = latest.has(task) ? latest.get(task) : await stateAtDay(db, instance, day, at);
    if (state) before.push({ at, task, from: null, to: state, workerId: null, cause: null });
  }
  return before;
}

async function stateAtDay(db: Db, instance: Instance, day: number, at: number): Promise<string | null> {
  const row = await db
    .selectFrom('rollup_day')
    .select('end_state')
    .where('instance', '=', instance.id)
    .where('bucket', '<', day)
    .orderBy('bucket', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? row.end_state : instance.at < at ? instance.state : null;
}
