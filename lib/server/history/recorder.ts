import 'server-only';
import type { KeyObject } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import { SerialQueue } from '@/lib/base/serial-queue';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import { causeLine } from '@/lib/connect/trace';
import type { Db } from '../db/open';
import type { Schema } from '../db/schema';
import type { KnownInstances } from '../fleet/cluster-state';
import type { FleetHistory } from '../fleet/fleet';
import type { Transition } from '../fleet/observed';
import { type ConfigAuthor, ConfigVersions, type SeenConfig } from './config-versions';

type StatusEventRow = Insertable<Schema['status_event']>;

interface Stretch {
  id: number | undefined;
  from: number;
  to: number;
  dirty: boolean;
}

/** Units: ms. `gapMs`: from how long without a look on a gap is a gap. */
export interface RecorderOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly gapMs: number;
  readonly hashKey: KeyObject;
}

const SAVE_EVERY_MS = 10_000;
const MAX_PENDING = 10_000;

/**
 * Writes what the fleet observes into the database, in the background.
 *
 * Guarantees: rows are written in the order they were seen; a database that cannot be written loses nothing up to
 * 10,000 pending changes and never stops the looking. Only `flush` and `dispose` wait.
 */
export class HistoryRecorder implements FleetHistory, AsyncDisposable {
  readonly #options: RecorderOptions;
  readonly #queue = new SerialQueue();
  readonly #stretches = new Map<string, Stretch>();
  readonly #configs: ConfigVersions;
  #pending: StatusEventRow[] = [];
  #cancelSave: () => void = () => undefined;
  #complained = false;
  #closed = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#configs = new ConfigVersions(options.db, options.hashKey);
    this.#scheduleSave();
  }

  async lastKnown(clusterId: string): Promise<KnownInstances> {
    await this.flush();
    const { db } = this.#options;
    const rows = await db
      .selectFrom('status_event')
      .select(['connector', 'task', 'to_state', 'at'])
      .where('id', 'in', (latest) =>
        latest
          .selectFrom('status_event')
          .select(({ fn }) => fn.max<number>('id').as('id'))
          .where('cluster', '=', clusterId)
          .groupBy(['connector', 'task']),
      )
      .execute();
    const known: KnownInstances = new Map();
    for (const row of rows) {
      if (row.to_state === null) continue;
      const instances = known.get(row.connector) ?? new Map();
      known.set(row.connector, instances.set(row.task, { state: row.to_state, since: row.at }));
    }
    return known;
  }

  transitions(clusterId: string, transitions: readonly Transition[], at: number): void {
    for (const one of transitions) {
      this.#pending.push({
        at,
        cluster: clusterId,
        connector: one.connector,
        task: one.task,
        from_state: one.from,
        to_state: one.to,
        worker: one.workerId,
        cause: causeLine(one.trace),
        trace: one.trace,
      });
    }
    if (this.#pending.length > MAX_PENDING) this.#pending.splice(0, this.#pending.length - MAX_PENDING);
    this.#inBackground(() => this.#writePending());
  }

  looked(clusterId: string, at: number): void {
    const stretch = this.#stretches.get(clusterId);
    if (stretch && at - stretch.to <= this.#options.gapMs && at >= stretch.from) {
      stretch.to = at;
      stretch.dirty = true;
      return;
    }
    if (stretch?.dirty) this.#inBackground(() => this.#writeStretch(clusterId, stretch));
    const fresh: Stretch = { id: undefined, from: at, to: at, dirty: true };
    this.#stretches.set(clusterId, fresh);
    this.#inBackground(() => this.#writeStretch(clusterId, fresh));
  }

  configs(clusterId: string, configs: ReadonlyMap<string, SeenConfig>, at: number): void {
    this.#inBackground(() => this.#configs.remember(clusterId, configs, at));
  }

  /** Announces a config the console is about to write; see `ConfigVersions`. Returns how to take it back. */
  expectConfig(
    clusterId: string,
    connector: string,
    config: ConnectorConfig,
    author: ConfigAuthor,
  ): () => void {
    return this.#configs.expect(clusterId, connector, config, author);
  }

  /** Waits until everything seen so far is written, or could not be. */
  async flush(): Promise<void> {
    this.#inBackground(() => this.#writePending());
    for (const [clusterId, stretch] of this.#stretches) {
      if (stretch.dirty) this.#inBackground(() => this.#writeStretch(clusterId, stretch));
    }
    await this.#queue.idle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#cancelSave();
    await this.flush();
  }

  #scheduleSave(): void {
    this.#cancelSave = this.#options.clock.after(SAVE_EVERY_MS, () => {
      if (this.#closed) return;
      void this.flush().then(() => this.#scheduleSave());
    });
  }

  #inBackground(job: () => Promise<void>): void {
    void this.#queue.run(job).then(
      () => {
        this.#complained = false;
      },
      (error: unknown) => {
        if (!this.#complained)
          this.#options.log.error('history cannot be written', { why: messageOf(error) });
        this.#complained = true;
      },
    );
  }

  async #writePending(): Promise<void> {
    const rows = this.#pending;
    if (rows.length === 0) return;
    this.#pending = [];
    try {
      await this.#options.db.transaction().execute(async (trx) => {
        for (let i = 0; i < rows.length; i += 500) {
          await trx
            .insertInto('status_event')
            .values(rows.slice(i, i + 500))
            .execute();
        }
      });
    } catch (error) {
      this.#pending = [...rows, ...this.#pending].slice(-MAX_PENDING);
      throw error;
    }
  }

  async #writeStretch(clusterId: string, stretch: Stretch): Promise<void> {
    const { db } = this.#options;
    const { from, to } = stretch;
    if (stretch.id === undefined) {
      const row = await db
        .insertInto('looked')
        .values({ cluster: clusterId, from_at: from, to_at: to })
        .returning('id')
        .executeTakeFirstOrThrow();
      stretch.id = row.id;
    } else {
      await db.updateTable('looked').set({ to_at: to }).where('id', '=', stretch.id).execute();
    }
    stretch.dirty = stretch.to !== to;
  }
}
