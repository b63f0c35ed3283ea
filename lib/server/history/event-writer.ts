import 'server-only';
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { Breaks } from '@/lib/base/breaks';
import type { Db } from '../db/open';
import type { Schema } from '../db/schema';
import type { KnownInstances } from '../fleet/to-row';
import type { LookedSpans } from './looked-spans';
import { failedSince } from './outage';
import { type InstanceState, RollupSums, type Subject } from './rollup';
import { addRollups } from './write-rollups';

/** One change to be kept. `task` -1 is the connector. Units: `at` in ms since the epoch. */
export interface NewEvent {
  readonly at: number;
  readonly cluster: string;
  readonly connector: string;
  readonly task: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly worker: string | null;
  readonly cause: string | null;
  readonly trace: string | null;
}

/** How many events of a cluster could not be kept, and from when to when. Units: ms. */
export interface LostEvents {
  readonly from: number;
  readonly to: number;
  readonly lost: number;
}

type Transaction = Kysely<Schema>;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const AT_ONCE = 500;

/**
 * Writes events with what they add up to, in one transaction each time. Only the history queue may call it.
 *
 * Invariant: what is known in memory is what the database holds; a write that fails changes neither.
 */
export class EventWriter {
  readonly #db: Db;
  readonly #looked: (cluster: string) => LookedSpans;
  readonly #known = new Map<string, InstanceState>();
  /** Keys of what is FAILED now. */
  readonly #failed = new Set<string>();
  #seq = 0;
  #settledAt = 0;

  constructor(db: Db, looked: (cluster: string) => LookedSpans) {
    this.#db = db;
    this.#looked = looked;
  }

  /** Reads the last known states of a cluster. */
  async load(cluster: string): Promise<KnownInstances> {
    const rows = await this.#db
      .selectFrom('instance')
      .select((row) => [
        'id',
        'connector',
        'task',
        'state',
        'at',
        row
          .selectFrom('rollup_day')
          .select('end_at')
          .whereRef('rollup_day.instance', '=', 'instance.id')
          .orderBy('bucket', 'desc')
          .limit(1)
          .as('counted'),
      ])
      .where('cluster', '=', cluster)
      .execute();
    const known: KnownInstances = new Map();
    for (const { id, connector, task, state, at, counted } of rows) {
      this.#keep(keyOf({ cluster, connector, task }), {
        id,
        at,
        state,
        countedTo: Math.max(at, counted ?? 0),
      });
      if (state === null) continue;
      const instances = known.get(connector) ?? new Map();
      known.set(connector, instances.set(task === -1 ? null : task, { state, since: at }));
    }
    return known;
  }

  async write(events: readonly NewEvent[], lost: ReadonlyMap<string, LostEvents>): Promise<void> {
    const fresh = new Map<string, InstanceState>();
    await this.#db.transaction().execute(async (trx) => {
      await this.#addInstances(trx, events, fresh);
      const texts = await addTexts(trx, events);
      const sums = new RollupSums();
      const failed = this.#countFailed();
      const rows = events.map((event) => this.#take(event, fresh, sums, failed, texts));
      await sql`insert or ignore into status_event (day, instance, at, seq, from_state, to_state, worker, text_id)
        select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7
        from json_each(${JSON.stringify(rows)})`.execute(trx);
      const changed = [...fresh.values()].map(({ id, at, state }) => [id, at, state]);
      await sql`update instance set at = j.value->>1, state = j.value->>2
        from json_each(${JSON.stringify(changed)}) j where instance.id = j.value->>0`.execute(trx);
      await addRollups(trx, sums);
      for (const [cluster, { from, to, lost: count }] of lost) {
        await trx
          .insertInto('lost_events')
          .values({ cluster, from_at: from, to_at: to, lost: count })
          .execute();
      }
    });
    for (const [key, state] of fresh) this.#keep(key, state);
  }

  /** Counts the time of whatever is failed up to now, unless that was done less than `maxAgeMs` ago in this hour. */
  async settle(now: number, maxAgeMs: number): Promise<void> {
    const isSameHour = Math.floor(now / HOUR_MS) === Math.floor(this.#settledAt / HOUR_MS);
    if (isSameHour && now - this.#settledAt < maxAgeMs) return;
    const keys = [...this.#failed];
    const breaks = new Breaks();
    for (let i = 0; i < keys.length; i += AT_ONCE) {
      if (breaks.isDue()) await breaks.take();
      await this.#settleSome(keys.slice(i, i + AT_ONCE), now);
    }
    this.#settledAt = now;
  }

  async #settleSome(keys: readonly string[], now: number): Promise<void> {
    const sums = new RollupSums();
    const fresh = new Map<string, InstanceState>();
    for (const key of keys) {
      const state = this.#known.get(key);
      if (!state || now <= state.countedTo) continue;
      const { cluster, task } = namesOf(key);
      sums.spend(this.#subject(cluster, task), state, now);
      fresh.set(key, { ...state, countedTo: now });
    }
    for (const [cluster, count] of this.#countFailed())
      sums.fleetHour(cluster, Math.floor(now / HOUR_MS)).mostFailed = count;
    await this.#db.transaction().execute((trx) => addRollups(trx, sums));
    for (const [key, state] of fresh) this.#keep(key, state);
  }

  #take(
    event: NewEvent,
    fresh: Map<string, InstanceState>,
    sums: RollupSums,
    failed: Map<string, number>,
    texts: ReadonlyMap<string, number>,
  ): unknown[] {
    const key = keyOf(event);
    const { at, cluster, task, to } = event;
    const before = fresh.get(key) ?? this.#known.get(key);
    const id = before?.id ?? 0;
    if (before) sums.change(this.#subject(cluster, task), before, to, at);
    const since = before?.failedAt ?? (before?.state === 'FAILED' ? before.at : undefined);
    fresh.set(key, { id, at, state: to, countedTo: at, failedAt: failedSince(since, to, at) });
    if (task >= 0) {
      const isFailed = (state: string | null | undefined) => (state === 'FAILED' ? 1 : 0);
      const count = (failed.get(cluster) ?? 0) + isFailed(to) - isFailed(before?.state);
      failed.set(cluster, count);
      const hour = sums.fleetHour(cluster, Math.floor(at / HOUR_MS));
      hour.mostFailed = Math.max(hour.mostFailed, count, count + (isFailed(before?.state) - isFailed(to)));
    }
    this.#seq += 1;
    const text = texts.get(textKey(event)) ?? null;
    return [Math.floor(at / DAY_MS), id, at, this.#seq, event.from, to, event.worker, text];
  }

  /** Gives every instance of the events a number. New ones begin without a state. */
  async #addInstances(
    trx: Transaction,
    events: readonly NewEvent[],
    fresh: Map<string, InstanceState>,
  ): Promise<void> {
    const unknown = new Map(
      events.map((event) => [keyOf(event), event] as const).filter(([key]) => !this.#known.has(key)),
    );
    if (unknown.size === 0) return;
    const names = [...unknown.values()].map(({ cluster, connector, task, at }) => [
      cluster,
      connector,
      task,
      at,
    ]);
    const { rows } = await sql<{ id: number; cluster: string; connector: string; task: number }>`
      insert into instance (cluster, connector, task, first_at, at)
        select value->>0, value->>1, value->>2, value->>3, value->>3 from json_each(${JSON.stringify(names)}) where true
        on conflict do update set at = at
        returning id, cluster, connector, task`.execute(trx);
    for (const row of rows) {
      const key = keyOf(row);
      const at = unknown.get(key)?.at ?? 0;
      fresh.set(key, { id: row.id, at, state: null, countedTo: at });
    }
  }

  #subject(cluster: string, task: number): Subject {
    const spans = this.#looked(cluster);
    return { cluster, isTask: task >= 0, looked: (from, to) => spans.within(from, to) };
  }

  #countFailed(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const key of this.#failed) {
      const { cluster, task } = namesOf(key);
      if (task >= 0) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
    }
    return counts;
  }

  #keep(key: string, state: InstanceState): void {
    this.#known.set(key, state);
    if (state.state === 'FAILED') this.#failed.add(key);
    else this.#failed.delete(key);
  }
}

/** Line breaks are in no name: they are control characters, which Connect refuses. */
function keyOf({ cluster, connector, task }: Pick<NewEvent, 'cluster' | 'connector' | 'task'>): string {
  return `${cluster}\n${task}\n${connector}`;
}

function namesOf(key: string): { cluster: string; task: number } {
  const [cluster = '', task = ''] = key.split('\n', 2);
  return { cluster, task: Number(task) };
}

function textKey({ cause, trace }: NewEvent): string {
  return createHash('sha256')
    .update(`${cause ?? ''}\n${trace ?? ''}`)
    .digest('base64');
}

/** Keeps causes and traces, each once. Shape: key → number. */
async function addTexts(trx: Transaction, events: readonly NewEvent[]): Promise<Map<string, number>> {
  const texts = new Map(
    events
      .filter(({ cause, trace }) => cause !== null || trace !== null)
      .map((event) => [textKey(event), [Math.floor(event.at / DAY_MS), event.cause, event.trace]] as const),
  );
  if (texts.size === 0) return new Map();
  const rows = [...texts].map(([key, rest]) => [key, ...rest]);
  const written = await sql<{ id: number; key: string }>`
    insert into event_text (key, day, cause, trace)
      select value->>0, value->>1, value->>2, value->>3 from json_each(${JSON.stringify(rows)}) where true
      on conflict (key) do update set day = max(day, excluded.day) returning id, key`.execute(trx);
  return new Map(written.rows.map(({ id, key }) => [key, id]));
}
