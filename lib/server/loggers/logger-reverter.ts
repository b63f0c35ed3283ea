import 'server-only';
import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import { SerialQueue } from '@/lib/base/serial-queue';
import { type Levels, offTarget, revertTarget } from '@/lib/connect/loggers';
import type { AuditLog } from '../audit/audit-log';
import { type Actor, SYSTEM_ACTOR } from '../auth/authorize';
import type { Db } from '../db/open';
import type { Schema } from '../db/schema';
import type { Fleet } from '../fleet/fleet';
import { audited } from './audited';
import { type LoggerPlace, placeOf, readAfterSet, readLoggers, setLogger, toLevels } from './worker-loggers';

/** A level that goes back by itself, as it is stored. */
export type RevertRow = Selectable<Schema['logger_revert']>;

const Before = z.record(z.string(), z.string());
const RETRY_MS = 30_000;
const LOOK_AGAIN_MS = 60_000;
const GIVE_UP_MS = 86_400_000;

/** What the reverter works with. */
export interface ReverterOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditLog;
  readonly fleet: Fleet;
}

/**
 * Puts levels of loggers back when their time has come.
 *
 * Guarantees: what is due is in the database, so a restart of the console forgets nothing; a worker that is away is
 * tried again every 30 s for a day. Reverts run one after the other.
 */
export class LoggerReverter implements AsyncDisposable {
  readonly #options: ReverterOptions;
  readonly #queue = new SerialQueue();
  #cancel: () => void = () => undefined;
  #closed = false;

  constructor(options: ReverterOptions) {
    this.#options = options;
  }

  /** Looks for what is due now and sets an alarm for the next. Call it after every change of the table. */
  wake(): void {
    if (this.#closed) return;
    this.#cancel();
    void this.#queue
      .run(() => this.#runDue())
      .catch((error: unknown) => {
        this.#options.log.error('levels of loggers could not be reverted', { why: messageOf(error) });
        return LOOK_AGAIN_MS;
      })
      .then((waitMs) => {
        this.#cancel();
        if (!this.#closed) this.#cancel = this.#options.clock.after(waitMs, () => this.wake());
      });
  }

  /**
   * Puts one back now and forgets it. What somebody else changed since stays as it is.
   *
   * Errors: why the worker could not be asked or refused; it stays pending then.
   */
  revert(row: RevertRow, actor: Actor, requestId: string): Promise<void> {
    return this.#queue.run(() => this.#revert(row, actor, requestId));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#queue.idle();
  }

  /** Returns how long to wait for the next one. The wall clock may jump, so never longer than a minute. */
  async #runDue(): Promise<number> {
    const { db, clock } = this.#options;
    for (const row of await db.selectFrom('logger_revert').selectAll().orderBy('id').execute()) {
      if (this.#closed || clock.now() < (row.retry_at ?? row.due_at)) continue;
      await this.#revert(row, SYSTEM_ACTOR, randomUUID()).catch((error: unknown) =>
        this.#putOff(row, messageOf(error)),
      );
    }
    const left = await db.selectFrom('logger_revert').select(['due_at', 'retry_at']).execute();
    const next = Math.min(...left.map((row) => row.retry_at ?? row.due_at));
    return Math.min(LOOK_AGAIN_MS, Math.max(0, next - clock.now()));
  }

  async #putOff(row: RevertRow, problem: string): Promise<void> {
    const { db, clock, log } = this.#options;
    const now = clock.now();
    if (now - row.due_at > GIVE_UP_MS) {
      log.warn('a level of a logger was never reverted', {
        cluster: row.cluster,
        logger: row.logger,
        problem,
      });
      await this.#forget(row);
      return;
    }
    await db
      .updateTable('logger_revert')
      .set({ retry_at: now + RETRY_MS, problem })
      .where('id', '=', row.id)
      .execute();
  }

  async #revert(row: RevertRow, actor: Actor, requestId: string): Promise<void> {
    const { fleet, audit, clock } = this.#options;
    const place = placeOf(fleet.watch(row.cluster), row.worker);
    const before = new Map(Object.entries(Before.parse(JSON.parse(row.before))));
    const detail = { logger: row.logger, levels: Object.fromEntries(before), worker: row.worker };
    const what = {
      actor: actor.id,
      cluster: row.cluster,
      operation: 'revert-log-level',
      detail,
      requestId,
    };
    await audited(audit, what, () => putBack(place, clock, row.level, before));
    await this.#forget(row);
  }

  async #forget(row: RevertRow): Promise<void> {
    await this.#options.db.deleteFrom('logger_revert').where('id', '=', row.id).execute();
  }
}

/** Sets one level at a time and looks again, because each may move others. */
async function putBack(place: LoggerPlace, clock: Clock, setTo: string, before: Levels): Promise<number> {
  let now = toLevels(await readLoggers(place));
  const target = revertTarget(now, before, setTo);
  const tried = new Set<string>();
  for (let next = offTarget(now, target)[0]; next; ) {
    const [name, level] = next;
    tried.add(name);
    await setLogger(place, name, level);
    now = await readAfterSet(place, clock, name, level);
    next = offTarget(now, target).find(([other]) => !tried.has(other));
  }
  return 200;
}
