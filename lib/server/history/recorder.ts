import 'server-only';
import type { KeyObject } from 'node:crypto';
import type { FleetChange } from '@/lib/api/fleet-history';
import { Breaks } from '@/lib/base/breaks';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import { SerialQueue } from '@/lib/base/serial-queue';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import { causeLine } from '@/lib/connect/trace';
import type { Db } from '../db/open';
import type { StorageHealth } from '../db/storage-health';
import type { FleetHistory } from '../fleet/fleet';
import type { Transition } from '../fleet/observed';
import type { KnownInstances } from '../fleet/to-row';
import { type ConfigAuthor, ConfigVersions, type SeenConfig } from './config-versions';
import { EventBuffer } from './event-buffer';
import { EventWriter } from './event-writer';
import { LookedSpans } from './looked-spans';
import { readLatestChanges } from './read-fleet-history';

/** A stretch of looks that is (`id`) or will be a row. */
interface Stretch {
  readonly span: { from: number; to: number };
  id: number | undefined;
  saved: number | undefined;
}

interface SeenConfigs {
  readonly clusterId: string;
  readonly configs: ReadonlyMap<string, SeenConfig>;
  readonly at: number;
}

interface Watched {
  readonly spans: LookedSpans;
  stretch: Stretch | undefined;
}

/** Units: ms. `gapMs`: from how long without a look on a gap is a gap. */
export interface RecorderOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly gapMs: number;
  readonly hashKey: KeyObject;
  readonly health: StorageHealth;
}

const SAVE_EVERY_MS = 5_000;
/** After a write that failed, events only wait: the next save tries again. */
const ROWS_AT_ONCE = 250;
/** How old the sums of what is failed now may be when somebody reads them. */
const SUMS_MAX_AGE_MS = 60_000;
const LATEST_KEPT = 200;

/**
 * Writes what the fleet observes into the database, in the background.
 *
 * Guarantees: rows are written in the order they were seen; a database that cannot be written loses nothing up to
 * 64 MiB of pending changes, then the oldest, which are counted; it never stops the looking. Only `flush`, `settle`
 * and `dispose` wait.
 */
export class HistoryRecorder implements FleetHistory, AsyncDisposable {
  readonly #options: RecorderOptions;
  readonly #queue = new SerialQueue();
  readonly #watched = new Map<string, Watched>();
  readonly #configs: ConfigVersions;
  readonly #buffer = new EventBuffer();
  readonly #writer: EventWriter;
  /** Newest first. */
  #latest: FleetChange[] = [];
  /** Configs that wait to be written, oldest first. */
  readonly #unwritten: SeenConfigs[] = [];
  #cancelSave: () => void = () => undefined;
  #complained = false;
  #isFailing = false;
  #closed = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#configs = new ConfigVersions(options.db, options.hashKey);
    this.#writer = new EventWriter(options.db, (cluster) => this.#watchedOf(cluster).spans);
    this.#scheduleSave();
  }

  async lastKnown(clusterId: string): Promise<KnownInstances> {
    await this.flush();
    const { db, gapMs } = this.#options;
    const rows = await db
      .selectFrom('looked')
      .select(['from_at as from', 'to_at as to'])
      .where('cluster', '=', clusterId)
      .orderBy('from_at')
      .execute();
    this.#watched.set(clusterId, { spans: new LookedSpans(gapMs, rows), stretch: undefined });
    await this.#readLatest(clusterId);
    return this.#writer.load(clusterId);
  }

  transitions(clusterId: string, transitions: readonly Transition[], at: number): void {
    for (const { connector, task, from, to, workerId: worker, trace } of transitions) {
      const cause = causeLine(trace);
      this.#buffer.add({
        at,
        cluster: clusterId,
        connector,
        task: task ?? -1,
        from,
        to,
        worker,
        cause,
        trace,
      });
      // First sights are no changes: after a start they would be all one sees.
      if (from !== null)
        this.#latest.unshift({
          at,
          clusterId: clusterId as FleetChange['clusterId'],
          connector,
          task,
          from,
          to,
          cause,
        });
    }
    this.#latest.length = Math.min(this.#latest.length, LATEST_KEPT);
    if (!this.#isFailing) this.#inBackground(() => this.#writePending());
  }

  /** The latest changes of all clusters that were seen, newest first. */
  get latest(): readonly FleetChange[] {
    return this.#latest;
  }

  looked(clusterId: string, at: number): void {
    const watched = this.#watchedOf(clusterId);
    const current = watched.spans.current(at);
    if (current && watched.stretch?.span === current) {
      current.to = at;
      return;
    }
    const last = watched.stretch;
    if (last) this.#inBackground(() => this.#writeStretch(clusterId, last));
    const fresh: Stretch = { span: watched.spans.begin(at), id: undefined, saved: undefined };
    watched.stretch = fresh;
    if (!this.#isFailing) this.#inBackground(() => this.#writeStretch(clusterId, fresh));
  }

  configs(clusterId: string, configs: ReadonlyMap<string, SeenConfig>, at: number): void {
    this.#unwritten.push({ clusterId, configs, at });
    if (!this.#isFailing) this.#inBackground(() => this.#writeConfigs());
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
    if (this.#unwritten.length > 0) this.#inBackground(() => this.#writeConfigs());
    for (const [clusterId, { stretch }] of this.#watched) {
      if (stretch && stretch.saved !== stretch.span.to)
        this.#inBackground(() => this.#writeStretch(clusterId, stretch));
    }
    await this.#queue.idle();
  }

  /** As `flush`; what is failed now is counted up to a minute ago or later. */
  async settle(): Promise<void> {
    this.#inBackground(() => this.#writer.settle(this.#options.clock.now(), SUMS_MAX_AGE_MS));
    await this.flush();
  }

  /** Runs a job between writes. Errors: the job's. */
  between(job: () => Promise<void>): Promise<void> {
    return this.#queue.run(job);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#cancelSave();
    await this.flush();
  }

  #watchedOf(clusterId: string): Watched {
    const known = this.#watched.get(clusterId);
    if (known) return known;
    const fresh = { spans: new LookedSpans(this.#options.gapMs, []), stretch: undefined };
    this.#watched.set(clusterId, fresh);
    return fresh;
  }

  async #readLatest(clusterId: string): Promise<void> {
    const rows = await readLatestChanges(this.#options.db, clusterId, this.#options.clock.now(), LATEST_KEPT);
    this.#latest = [...this.#latest.filter((change) => change.clusterId !== clusterId), ...rows]
      .sort((a, b) => b.at - a.at)
      .slice(0, LATEST_KEPT);
  }

  #scheduleSave(): void {
    this.#cancelSave = this.#options.clock.after(SAVE_EVERY_MS, () => {
      if (this.#closed) return;
      this.#inBackground(() => this.#writer.settle(this.#options.clock.now(), Number.POSITIVE_INFINITY));
      void this.flush().then(() => this.#scheduleSave());
    });
  }

  #inBackground(job: () => Promise<void>): void {
    void this.#queue.run(job).then(
      () => {
        // Small writes may still work on a full disk: as long as something waits, not all is well.
        if (this.#buffer.size + this.#unwritten.length > 0 && this.#isFailing) return;
        this.#complained = false;
        this.#isFailing = false;
        this.#options.health.worked();
      },
      (error: unknown) => {
        this.#isFailing = true;
        this.#options.health.failed(messageOf(error));
        if (!this.#complained)
          this.#options.log.error('history cannot be written', { why: messageOf(error) });
        this.#complained = true;
      },
    );
  }

  async #writePending(): Promise<void> {
    const breaks = new Breaks();
    while (this.#buffer.size > 0) {
      if (breaks.isDue()) await breaks.take();
      const [events, lost] = [this.#buffer.take(ROWS_AT_ONCE), this.#buffer.takeLost()];
      try {
        await this.#writer.write(events, lost);
      } catch (error) {
        this.#buffer.putBackLost(lost);
        this.#buffer.putBack(events);
        throw error;
      }
    }
  }

  async #writeConfigs(): Promise<void> {
    for (let next = this.#unwritten[0]; next; next = this.#unwritten[0]) {
      await this.#configs.remember(next.clusterId, next.configs, next.at);
      this.#unwritten.shift();
    }
  }

  async #writeStretch(clusterId: string, stretch: Stretch): Promise<void> {
    const { db } = this.#options;
    const { from, to } = stretch.span;
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
    stretch.saved = to;
  }
}
