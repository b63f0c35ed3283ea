import 'server-only';
import { sql } from 'kysely';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import type { Db } from '../db/open';

/** How much history is kept. Units: days (UTC), bytes of the database's used pages. */
export interface RetentionLimits {
  readonly days: number;
  readonly bytes: number;
}

/** What retention needs. `between` runs a step when nothing else is being written. */
export interface RetentionOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: RetentionLimits;
  readonly between: (step: () => Promise<void>) => Promise<void>;
}

const DAY_MS = 86_400_000;
const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;
const REST_MS = 20;
const ROWS_AT_ONCE = 1_000;
/** Configs go further back than states. */
const CONFIG_DAYS = 365;
const CONFIGS_KEPT = 20;

/**
 * Removes old history by whole days, in small steps between other writes.
 *
 * Guarantees: today stays; a connector keeps its newest 20 configs, however old; no step blocks for long.
 */
export class Retention implements AsyncDisposable {
  readonly #options: RetentionOptions;
  readonly #stop = new AbortController();
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#schedule(FIRST_AFTER_MS);
  }

  /** Removes what is too old or too much now. Errors: the database's. */
  async prune(): Promise<void> {
    const today = Math.floor(this.#options.clock.now() / DAY_MS);
    await this.#dropBefore(today - this.#options.limits.days + 1);
    await this.#dropConfigs((today - CONFIG_DAYS) * DAY_MS);
    while ((await this.#usedBytes()) > this.#options.limits.bytes) {
      const oldest = await this.#oldestDay();
      if (oldest === undefined || oldest >= today || this.#stop.signal.aborted) return;
      this.#options.log.info('history is too large: its oldest day is removed', { day: oldest });
      await this.#dropBefore(oldest + 1);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('stopped'));
    this.#cancel();
    await this.#running;
  }

  #schedule(ms: number): void {
    const { clock, log } = this.#options;
    this.#cancel = clock.after(ms, () => {
      this.#running = this.prune()
        .catch((error: unknown) => {
          if (!this.#stop.signal.aborted)
            log.warn('old history cannot be removed', { why: messageOf(error) });
        })
        .then(() => {
          if (!this.#stop.signal.aborted) this.#schedule(EVERY_MS);
        });
    });
  }

  async #dropBefore(day: number): Promise<void> {
    const hour = day * 24;
    const at = day * DAY_MS;
    await this.#inSteps('status_event', 'day, instance, at, seq', sql`day < ${day}`);
    await this.#inSteps('rollup_day', 'bucket, instance', sql`bucket < ${day}`);
    await this.#inSteps('rollup_hour', 'bucket, instance', sql`bucket < ${hour}`);
    await this.#inSteps('fleet_hour', 'bucket, cluster', sql`bucket < ${hour}`);
    await this.#inSteps('event_text', 'id', sql`day < ${day}`);
    await this.#inSteps('looked', 'id', sql`to_at < ${at}`);
    await this.#inSteps('lost_events', 'id', sql`to_at < ${at}`);
    await this.#inSteps('instance', 'id', sql`state is null and at < ${at}`);
  }

  async #dropConfigs(at: number): Promise<void> {
    const older = sql`at < ${at} and id not in (select id from (
      select id, row_number() over (partition by cluster, connector order by id desc) as place from config_history)
      where place <= ${CONFIGS_KEPT})`;
    await this.#inSteps('config_history', 'id', older);
  }

  /** One statement must stay short; a step that removed less than it might was the last. */
  async #inSteps(table: string, key: string, condition: ReturnType<typeof sql>): Promise<void> {
    const { db, between, clock } = this.#options;
    for (let removed = ROWS_AT_ONCE; removed === ROWS_AT_ONCE; ) {
      await between(async () => {
        const result = await sql`delete from ${sql.table(table)} where (${sql.raw(key)}) in (
          select ${sql.raw(key)} from ${sql.table(table)} where ${condition} limit ${ROWS_AT_ONCE})`.execute(
          db,
        );
        removed = Number(result.numAffectedRows ?? 0);
      });
      if (removed === ROWS_AT_ONCE) await clock.sleep(REST_MS, this.#stop.signal);
    }
  }

  async #oldestDay(): Promise<number | undefined> {
    const row = await this.#options.db
      .selectFrom('status_event')
      .select('day')
      .orderBy('day')
      .limit(1)
      .executeTakeFirst();
    return row?.day;
  }

  /** The file keeps its size and reuses free pages: those do not count. */
  async #usedBytes(): Promise<number> {
    const { rows } = await sql<{ bytes: number }>`
      select (page_count - freelist_count) * page_size as bytes
      from pragma_page_count(), pragma_freelist_count(), pragma_page_size()`.execute(this.#options.db);
    return rows[0]?.bytes ?? 0;
  }
}
