import 'server-only';
import type { Reachability } from '@/lib/api/clusters';
import { Breaks } from '@/lib/base/breaks';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import type { ConnectorStateInfo } from '@/lib/connect/rest/connectors';
import type { ServerInfo } from '@/lib/connect/rest/root';
import { ConnectClient } from '../connect-client/client';
import { isRestError, toClusterProblem } from '../connect-client/errors';
import type { RawAnswer } from '../connect-client/transport';
import type { ClusterDefinition } from './cluster-definition';
import { type Change, ClusterState } from './cluster-state';
import { type ConfigDifference, ConfigReader } from './config-reader';
import { differing, LookParts } from './look-parts';
import { type ObservedStatus, toObservedStatus } from './observed';
import { ReachabilityTracker } from './reachability';
import { diffList, readNames, readStatus } from './read-lists';
import { ClusterSecrets } from './secrets';
import { SlicedList } from './sliced-list';
import type { KnownInstances } from './to-row';

/** What a watch tells its owner. */
export interface WatchListener {
  /** Rows or instances changed. */
  changed(watch: ClusterWatch, change: Change, at: number): void;
  /** Reachability, version or problem changed, or a look is due to be told. */
  cluster(watch: ClusterWatch): void;
  /** A look at everything worked. Units: ms since the epoch. */
  looked(watch: ClusterWatch, at: number): void;
  /** Configs were read and differ from those before, by a request sent at `at`. */
  configs(watch: ClusterWatch, difference: ConfigDifference, at: number): void;
}

/** What a watch needs. Units: ms. */
export interface WatchOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly pollMs: number;
  readonly known: KnownInstances;
  readonly listener: WatchListener;
}

const INFO_EVERY_MS = 30_000;
const ROOT_EVERY_MS = 60_000;
const TELL_EVERY_MS = 10_000;
const SLOW_LOOK_MS = 4_000;
/** Changes are told in pieces of this size, so that nobody waits for a large one. */
const CONNECTORS_AT_ONCE = 250;

/**
 * Looks at one cluster for as long as it is registered, whoever watches: two calls a tick.
 *
 * Invariants: looks never overlap; nothing of another cluster is awaited here. Own writes call `lookSoon`.
 */
export class ClusterWatch implements AsyncDisposable {
  readonly definition: ClusterDefinition;
  readonly client: ConnectClient;
  readonly state: ClusterState;
  readonly secrets: ClusterSecrets;
  readonly #options: WatchOptions;
  readonly #stop = new AbortController();
  readonly #reach: ReachabilityTracker;
  readonly #statuses = new SlicedList();
  readonly #configs: ConfigReader;
  #names: { body: Buffer | undefined; listed: ReadonlySet<string> } = { body: undefined, listed: new Set() };
  #root: ServerInfo | undefined;
  /** Name → monotonic time of the last `lookAt`, so that a list that did not change may say something new. */
  readonly #lookedAtOne = new Map<string, number>();
  #dueInfo = 0;
  #dueRoot = 0;
  #dueTell = 0;
  #wake = new AbortController();
  #waiting: (() => void)[] = [];
  #loop: Promise<void> = Promise.resolve();

  constructor(definition: ClusterDefinition, options: WatchOptions) {
    this.definition = definition;
    this.#options = options;
    this.client = new ConnectClient(definition.urls, options.clock, definition.access);
    this.secrets = new ClusterSecrets(this.client, options.clock);
    this.#configs = new ConfigReader(this.secrets);
    this.state = new ClusterState(definition.id, options.known, this.#configs.infos);
    this.#reach = new ReachabilityTracker(options.clock.now);
  }

  get reachability(): Reachability {
    return this.#reach.current;
  }

  /** What `GET /` of a worker said last. */
  get root(): ServerInfo | undefined {
    return this.#root;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Asks for the next look now, configs included when `info`; resolves when a look begun after this call ended. */
  lookSoon(options: { info: boolean }): Promise<void> {
    if (options.info) this.#dueInfo = 0;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#wake.abort();
    });
  }

  /** Reads one connector's status now; what it shows counts as a look at that connector. `undefined`: it has none. */
  async lookAt(name: string, signal?: AbortSignal): Promise<ObservedStatus | undefined> {
    const body = await this.readStatus(name, signal);
    return body && toObservedStatus(body);
  }

  /** As `lookAt`, with whole traces, clean of the connector's secrets. */
  async readStatus(name: string, signal?: AbortSignal): Promise<ConnectorStateInfo | undefined> {
    const { clock } = this.#options;
    const startedAt = clock.monotonic();
    const body = await this.client
      .call('getStatus', { params: { connector: name }, ...(signal ? { signal } : {}) })
      .then((answer) => this.secrets.cleanStatus(answer))
      .catch((error: unknown) => {
        if (isRestError(error) && error.status === 404) return undefined;
        throw error;
      });
    this.#takeInOne(name, body && toObservedStatus(body), startedAt);
    return body;
  }

  /** Shows a connector that is known to exist although it has no status yet. */
  noteWithoutStatus(name: string): void {
    if (!this.state.row(name)) this.#takeInOne(name, null, this.#options.clock.monotonic());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('stopped'));
    this.#wake.abort();
    this.client[Symbol.dispose]();
    await this.#loop;
  }

  #takeInOne(name: string, status: ObservedStatus | null | undefined, startedAt: number): void {
    const { clock, listener } = this.#options;
    const at = clock.now();
    this.#lookedAtOne.set(name, clock.monotonic());
    listener.changed(this, this.state.applyStatus(name, status, { at, startedAt }), at);
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#options;
    const stopped = this.#stop.signal;
    while (!stopped.aborted) {
      const waiting = this.#waiting;
      this.#waiting = [];
      this.#wake = new AbortController();
      const wake = this.#wake.signal;
      const startedAt = clock.monotonic();
      try {
        await this.#look(startedAt);
      } catch (error) {
        log.error('a look failed in an unexpected way', { cluster: this.definition.id, error });
      }
      for (const resolve of waiting) resolve();
      const rest = Math.max(0, this.#delayMs() - (clock.monotonic() - startedAt));
      await clock.sleep(rest, AbortSignal.any([wake, stopped])).catch(() => undefined);
    }
    for (const resolve of this.#waiting) resolve();
  }

  /**
   * Units: ms between the beginnings of two looks. Up to 5 s in the first minute of an outage, then up to 15 s. A
   * rebalance mostly takes seconds: what goes on is looked at ever less often, up to every 5 s.
   */
  #delayMs(): number {
    const { pollMs, clock } = this.#options;
    const { state, since } = this.#reach.current;
    if (state === 'rebalancing') return Math.max(pollMs, Math.min(5_000, (clock.now() - since) / 10));
    if (state !== 'unreachable') return pollMs;
    const cap = clock.now() - since < 60_000 ? 5_000 : 15_000;
    return Math.min(cap, Math.max(pollMs, 500 * 2 ** Math.min(this.#reach.failures, 6)));
  }

  async #look(startedAt: number): Promise<void> {
    const { clock, listener } = this.#options;
    const slowMs = Math.max(2 * this.#options.pollMs, SLOW_LOOK_MS);
    const cancelSlow = clock.after(slowMs, () => {
      const problem = { kind: 'timeout', message: `No answer for ${slowMs / 1000} s.` };
      if (this.#reach.overdue(problem)) listener.cluster(this);
    });
    try {
      const signal = this.#stop.signal;
      const [names, statuses] = await Promise.all([
        this.client.raw('listNames', { signal, evenIfAway: true }),
        this.client.raw('listStatus', { signal, evenIfAway: true }),
      ]);
      await this.#takeIn(names, statuses, startedAt);
      const changed = this.#reach.succeeded(clock.monotonic() - startedAt);
      listener.looked(this, clock.now());
      await this.#readSlowly(signal);
      this.#tell(changed);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#tell(this.#reach.failed(toClusterProblem(error)));
    } finally {
      cancelSlow();
    }
  }

  async #takeIn(names: RawAnswer, statuses: RawAnswer, startedAt: number): Promise<void> {
    const listed = this.#names.body?.equals(names.body) ? this.#names.listed : new Set(readNames(names));
    const asked = new Set([...this.#lookedAtOne.keys(), ...differing(listed, this.#names.listed)]);
    const diff = await diffList(this.#statuses, statuses, asked);
    // Configs come first, so that no secret a trace quotes is ever shown or kept.
    if ([...diff.changed.keys()].some((name) => !this.secrets.knows(name))) await this.#readInfos();
    const { clock, listener } = this.#options;
    const at = clock.now();
    const tell = (change: Change) => listener.changed(this, change, at);
    const parts = new LookParts(CONNECTORS_AT_ONCE, (statuses, gone) =>
      tell(this.state.applyLook({ statuses, gone, at, startedAt })),
    );
    const breaks = new Breaks();
    const rest = new Set([...diff.removed, ...asked]);
    for (const [name, text] of diff.changed) {
      if (breaks.isDue()) await breaks.take();
      const body = readStatus(name, text);
      if (body) parts.seen(name, toObservedStatus(this.secrets.cleanStatus(body)));
      else rest.add(name);
      if (body) rest.delete(name);
    }
    for (const name of rest) {
      if (listed.has(name)) parts.seen(name, null);
      else parts.gone(name);
    }
    parts.end();
    tell(this.state.endLook(startedAt, (name) => listed.has(name) || diff.names.has(name)));
    diff.keep();
    this.#names = { body: names.body, listed };
    for (const [name, when] of this.#lookedAtOne) if (when < startedAt) this.#lookedAtOne.delete(name);
  }

  /** Configs and version: a failure here is not an outage, the rows stay. */
  async #readSlowly(signal: AbortSignal): Promise<void> {
    const { clock, listener } = this.#options;
    const now = clock.monotonic();
    if (now >= this.#dueRoot) {
      this.#dueRoot = now + ROOT_EVERY_MS;
      await this.#quietly('root', async () => {
        const root = await this.client.call('root', { signal });
        const changed =
          root.version !== this.#root?.version || root.kafka_cluster_id !== this.#root?.kafka_cluster_id;
        this.#root = root;
        if (changed) this.#dueTell = 0;
      });
      void this.client.checkStandby(signal);
    }
    if (now < this.#dueInfo) return;
    await this.#readInfos();
    const at = clock.now();
    const breaks = new Breaks();
    for (const infos of this.#configs.takeUnshown(CONNECTORS_AT_ONCE)) {
      listener.changed(this, this.state.applyInfos(infos, at), at);
      if (breaks.isDue()) await breaks.take();
    }
  }

  async #readInfos(): Promise<void> {
    const { clock, listener } = this.#options;
    this.#dueInfo = clock.monotonic() + INFO_EVERY_MS;
    const at = clock.now();
    await this.#quietly('configs', async () => {
      const answer = await this.client.raw('listInfo', { signal: this.#stop.signal });
      const difference = await this.#configs.read(answer);
      if (difference.changed.size + difference.removed.length > 0) listener.configs(this, difference, at);
    });
  }

  async #quietly(what: string, job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#options.log.warn(`could not read ${what}`, {
        cluster: this.definition.id,
        why: messageOf(error),
      });
    }
  }

  #tell(changed: boolean): void {
    const now = this.#options.clock.monotonic();
    if (!changed && now < this.#dueTell) return;
    this.#dueTell = now + TELL_EVERY_MS;
    this.#options.listener.cluster(this);
  }
}
