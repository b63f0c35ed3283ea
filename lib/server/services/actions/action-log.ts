import 'server-only';
import { ActionRecord } from '@/lib/api/actions';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import { SerialQueue } from '@/lib/base/serial-queue';
import type { Db } from '../../db/open';
import type { EventHub } from '../../fleet/event-hub';
import type { Counters } from '../../metrics/counters';

const KEPT = 200;
const AGAIN_AFTER_MS = 1_000;

/**
 * What users asked and what came of it, newest last.
 *
 * Guarantees: every change of a record is an `action` event and is written in the background, later when the
 * database cannot be written now; phases only move forward because each action has one runner.
 */
export class ActionLog implements AsyncDisposable {
  readonly #db: Db;
  readonly #hub: EventHub;
  readonly #log: Logger;
  readonly #counters: Counters;
  readonly #clock: Clock;
  readonly #queue = new SerialQueue();
  readonly #recent = new Map<string, ActionRecord>();
  readonly #cancels = new Map<string, AbortController>();
  /** The newest of each that is not written yet. */
  readonly #unwritten = new Map<string, ActionRecord>();
  #cancelAgain: () => void = () => undefined;

  constructor(db: Db, hub: EventHub, log: Logger, counters: Counters, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#hub = hub;
    this.#log = log;
    this.#counters = counters;
  }

  /** Reads the newest records. Those that were under way when the console stopped become `unknown`. */
  async load(now: number): Promise<void> {
    const rows = await this.#db.selectFrom('action').selectAll().orderBy('at', 'desc').limit(KEPT).execute();
    for (const row of rows.reverse()) {
      const record = ActionRecord.safeParse(JSON.parse(row.record));
      if (!record.success) continue;
      this.#recent.set(record.data.id, record.data);
      if (record.data.phase === 'asking' || record.data.phase === 'following') {
        const summary = 'The console stopped before the outcome was seen.';
        this.put({ ...record.data, phase: 'unknown', summary, finishedAt: now });
      }
    }
  }

  /** Lets an action be cancelled for as long as it waits to be sent. */
  cancellation(id: string): { readonly signal: AbortSignal } & Disposable {
    const cancel = new AbortController();
    this.#cancels.set(id, cancel);
    return { signal: cancel.signal, [Symbol.dispose]: () => this.#cancels.delete(id) };
  }

  /** Ends the waiting of an action with a reason. Returns whether it waits; one that is accepted meanwhile goes on. */
  cancel(id: string, reason: Error): boolean {
    const cancel = this.#recent.get(id)?.isWaiting ? this.#cancels.get(id) : undefined;
    cancel?.abort(reason);
    return cancel !== undefined;
  }

  get(id: string): ActionRecord | undefined {
    return this.#recent.get(id);
  }

  /** The newest 200, newest first, and whatever is still under way. */
  list(): ActionRecord[] {
    return [...this.#recent.values()].reverse();
  }

  put(record: ActionRecord): ActionRecord {
    this.#recent.set(record.id, record);
    this.#forgetOldest();
    this.#hub.publish({ type: 'action', action: record });
    this.#counters.action(record);
    this.#unwritten.set(record.id, record);
    void this.#queue.run(() => this.#writeAll());
    return record;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.run(() => this.#writeAll());
    this.#cancelAgain();
  }

  #forgetOldest(): void {
    for (const [id, { finishedAt }] of this.#recent) {
      if (this.#recent.size <= KEPT) return;
      if (finishedAt !== null) this.#recent.delete(id);
    }
  }

  async #writeAll(): Promise<void> {
    this.#cancelAgain();
    try {
      for (const [id, record] of this.#unwritten) {
        await this.#write(record);
        if (this.#unwritten.get(id) === record) this.#unwritten.delete(id);
      }
    } catch (error) {
      this.#log.error('actions cannot be kept now', { why: messageOf(error) });
      this.#cancelAgain = this.#clock.after(
        AGAIN_AFTER_MS,
        () => void this.#queue.run(() => this.#writeAll()),
      );
    }
  }

  async #write(record: ActionRecord): Promise<void> {
    const { id, at, clusterId: cluster, connector } = record;
    const row = { id, at, cluster, connector, record: JSON.stringify(record) };
    await this.#db
      .insertInto('action')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ record: row.record }))
      .execute();
  }
}
