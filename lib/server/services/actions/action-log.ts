import 'server-only';
import { ActionRecord } from '@/lib/api/actions';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import { SerialQueue } from '@/lib/base/serial-queue';
import type { Db } from '../../db/open';
import type { EventHub } from '../../fleet/event-hub';
import type { Counters } from '../../metrics/counters';

const KEPT = 200;

/**
 * What users asked and what came of it, newest last.
 *
 * Guarantees: every change of a record is an `action` event and is written in the background; phases only move
 * forward because each action has one runner.
 */
export class ActionLog implements AsyncDisposable {
  readonly #db: Db;
  readonly #hub: EventHub;
  readonly #log: Logger;
  readonly #counters: Counters;
  readonly #queue = new SerialQueue();
  readonly #recent = new Map<string, ActionRecord>();

  constructor(db: Db, hub: EventHub, log: Logger, counters: Counters) {
    this.#db = db;
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

  get(id: string): ActionRecord | undefined {
    return this.#recent.get(id);
  }

  /** The newest 200, newest first. */
  list(): ActionRecord[] {
    return [...this.#recent.values()].reverse();
  }

  put(record: ActionRecord): ActionRecord {
    this.#recent.set(record.id, record);
    const oldest = this.#recent.keys().next().value;
    if (this.#recent.size > KEPT && oldest !== undefined) this.#recent.delete(oldest);
    this.#hub.publish({ type: 'action', action: record });
    this.#counters.action(record);
    void this.#queue
      .run(() => this.#write(record))
      .catch((error: unknown) => {
        this.#log.error('an action could not be kept', { why: messageOf(error) });
      });
    return record;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.idle();
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
