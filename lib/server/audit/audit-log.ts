import 'server-only';
import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import { SerialQueue } from '@/lib/base/serial-queue';
import { type Db, StorageError } from '../db/open';
import type { Schema } from '../db/schema';

type AuditRow = Selectable<Schema['audit']>;

/** What a row says. `detail` is JSON text without secrets. */
export interface AuditEntry {
  readonly actionId: string;
  readonly actor: string;
  readonly cluster: string;
  readonly connector: string;
  readonly operation: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string;
}

/** How a change ended, as the audit words it. */
export type AuditOutcome = 'ok' | 'refused' | 'failed' | 'unknown';

const GENESIS = '0'.repeat(64);

const LATE_EVERY_MS = 1_000;

/**
 * The log of changes: an intent committed before a worker is asked, an outcome after.
 *
 * Guarantees: rows form a chain, each holding SHA-256(previous hash ‖ canonical row); no intent, no change. An
 * outcome that cannot be written does not undo what was done: it waits and is written, in order, once the database
 * works again; it is lost only with the process, and the next start closes its intent as unknown.
 */
export class AuditLog implements AsyncDisposable {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #queue = new SerialQueue();
  /** Outcomes that could not be written yet, oldest first. */
  readonly #late: AuditEntry[] = [];
  #cancelLate: () => void = () => undefined;

  constructor(db: Db, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Commits that something is about to be asked. Errors: StorageError; then nothing may be asked. */
  async intent(entry: AuditEntry): Promise<void> {
    await this.#queue
      .run(async () => {
        await this.#writeLate();
        await this.#insert('intent', entry);
      })
      .catch((cause: unknown) => {
        throw new StorageError(
          `The audit log cannot be written (${messageOf(cause)}); nothing was changed.`,
          cause,
        );
      });
  }

  /** Commits how it ended, now or as soon as the database can be written; never rejects. */
  outcome(entry: AuditEntry, outcome: AuditOutcome, more: Record<string, unknown> = {}): Promise<void> {
    return this.#queue.run(async () => {
      this.#late.push({ ...entry, detail: { outcome, ...more } });
      await this.#tryLate();
    });
  }

  /** Tries once more to write what waits. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.run(() => this.#tryLate());
    this.#cancelLate();
  }

  /** Intents that never got an outcome, oldest first: the console stopped in between. */
  async openIntents(): Promise<AuditRow[]> {
    return this.#db
      .selectFrom('audit as i')
      .selectAll('i')
      .where('i.kind', '=', 'intent')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('audit as o')
              .select('o.seq')
              .whereRef('o.action_id', '=', 'i.action_id')
              .where('o.kind', '=', 'outcome'),
          ),
        ),
      )
      .orderBy('i.seq')
      .execute();
  }

  /** Walks the chain. Returns the number of the first row that does not fit, or null when all do. */
  async firstBroken(): Promise<number | null> {
    let previous = GENESIS;
    let seq = 0;
    for (const row of await this.#db.selectFrom('audit').selectAll().orderBy('seq').execute()) {
      seq += 1;
      if (row.seq !== seq || row.previous !== previous || row.hash !== hashOf(row)) return row.seq;
      previous = row.hash;
    }
    return null;
  }

  async #tryLate(): Promise<void> {
    this.#cancelLate();
    await this.#writeLate().catch(() => {
      this.#cancelLate = this.#clock.after(LATE_EVERY_MS, () => void this.#queue.run(() => this.#tryLate()));
    });
  }

  async #writeLate(): Promise<void> {
    for (let entry = this.#late[0]; entry; entry = this.#late[0]) {
      await this.#insert('outcome', entry);
      this.#late.shift();
    }
  }

  async #insert(kind: AuditRow['kind'], entry: AuditEntry): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const last = await trx
        .selectFrom('audit')
        .select(['seq', 'hash'])
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      const row = {
        seq: (last?.seq ?? 0) + 1,
        at: this.#clock.now(),
        kind,
        action_id: entry.actionId,
        actor: entry.actor,
        cluster: entry.cluster,
        connector: entry.connector,
        operation: entry.operation,
        detail: JSON.stringify(entry.detail),
        request_id: entry.requestId,
        previous: last?.hash ?? GENESIS,
      };
      await trx
        .insertInto('audit')
        .values({ ...row, hash: hashOf(row) })
        .execute();
    });
  }
}

/** SHA-256 over the previous hash and the row as a JSON array in a fixed order of columns. */
function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const { previous, seq, at, kind, action_id, actor, cluster, connector, operation, detail, request_id } =
    row;
  const canonical = JSON.stringify([
    seq,
    at,
    kind,
    action_id,
    actor,
    cluster,
    connector,
    operation,
    detail,
    request_id,
  ]);
  return createHash('sha256').update(previous).update(canonical).digest('hex');
}
