import 'server-only';
import type { ClusterList } from '@/lib/api/clusters';
import type { FleetSnapshot } from '@/lib/api/connectors';
import { Breaks } from '@/lib/base/breaks';
import type { Clock } from '@/lib/base/clock';
import { NotFoundError } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import type { StorageHealth } from '../db/storage-health';
import type { SeenConfig } from '../history/config-versions';
import { JsonText } from '../http/json-text';
import type { Counters } from '../metrics/counters';
import type { ClusterDefinition } from './cluster-definition';
import { ClusterWatch, type WatchListener } from './cluster-watch';
import { ConfigSearch } from './config-search';
import type { EventHub } from './event-hub';
import type { Transition } from './observed';
import { toClusterSummary, toWorkerRows } from './summary';
import type { KnownInstances } from './to-row';

const JSON_FOR_MS = 1_000;

/** Where observed changes are kept. Nothing here may block or throw: a full disk never stops the looking. */
export interface FleetHistory {
  lastKnown(clusterId: string): Promise<KnownInstances>;
  transitions(clusterId: string, transitions: readonly Transition[], at: number): void;
  looked(clusterId: string, at: number): void;
  configs(clusterId: string, configs: ReadonlyMap<string, SeenConfig>, at: number): void;
}

/** What the fleet needs. Units: ms. */
export interface FleetOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly pollMs: number;
  readonly hub: EventHub;
  readonly history: FleetHistory;
  readonly counters: Counters;
  readonly health: StorageHealth;
}

/**
 * All registered clusters, each looked at by its own watch.
 *
 * Guarantees: a snapshot never waits for a worker; a cluster that hangs delays no other one.
 */
export class Fleet implements AsyncDisposable {
  readonly #options: FleetOptions;
  readonly #watches = new Map<string, ClusterWatch>();
  /** What stands in the connectors' configs, to be searched. */
  readonly configs = new ConfigSearch();
  #json: { seq: number; at: number; snapshot: Promise<JsonText> } | undefined;
  readonly #listener: WatchListener;

  constructor(options: FleetOptions) {
    this.#options = options;
    const { hub, history, counters } = options;
    this.#listener = {
      changed: (watch, change, at) => {
        const clusterId = watch.definition.id;
        if (!this.#watches.has(clusterId)) return;
        if (change.transitions.length > 0) history.transitions(clusterId, change.transitions, at);
        counters.transitions(clusterId, change.transitions);
        if (change.upserted.length === 0 && change.removed.length === 0) return;
        hub.publish({ type: 'connectors', clusterId, upserted: change.upserted, removed: change.removed });
      },
      cluster: (watch) => {
        if (this.#watches.has(watch.definition.id)) {
          hub.publish({ type: 'cluster', cluster: toClusterSummary(watch) });
        }
      },
      looked: (watch, at) => history.looked(watch.definition.id, at),
      configs: (watch, { changed, removed }, at) => {
        const seen = [...changed].map(([name, config]) => [name, watch.secrets.seen(config)] as const);
        this.configs.learn(watch.definition.id, new Map(seen), removed);
        if (seen.length > 0) history.configs(watch.definition.id, new Map(seen), at);
      },
    };
  }

  /** Looks at a registered cluster in another way from now on; its rows are read anew. */
  async replace(definition: ClusterDefinition): Promise<ClusterWatch> {
    const old = this.watch(definition.id);
    const known = await this.#options.history.lastKnown(definition.id);
    await old[Symbol.asyncDispose]();
    this.configs.forget(definition.id);
    this.#options.hub.publish({ type: 'cluster-removed', clusterId: definition.id });
    return this.#begin(definition, known);
  }

  /** Starts to look at a cluster. What history knows of it is the state before the first look. */
  async add(definition: ClusterDefinition): Promise<ClusterWatch> {
    return this.#begin(definition, await this.#options.history.lastKnown(definition.id));
  }

  #begin(definition: ClusterDefinition, known: KnownInstances): ClusterWatch {
    const { clock, log, pollMs, hub } = this.#options;
    const watch = new ClusterWatch(definition, { clock, log, pollMs, known, listener: this.#listener });
    this.#watches.set(definition.id, watch);
    hub.publish({ type: 'cluster', cluster: toClusterSummary(watch) });
    watch.start();
    return watch;
  }

  async remove(clusterId: string): Promise<void> {
    const watch = this.watch(clusterId);
    this.#watches.delete(clusterId);
    this.configs.forget(watch.definition.id);
    this.#options.hub.publish({ type: 'cluster-removed', clusterId });
    await watch[Symbol.asyncDispose]();
  }

  /** Errors: NotFoundError for an id that is not registered. */
  watch(clusterId: string): ClusterWatch {
    const watch = this.#watches.get(clusterId);
    if (!watch) throw new NotFoundError(`There is no cluster "${clusterId}".`);
    return watch;
  }

  has(clusterId: string): boolean {
    return this.#watches.has(clusterId);
  }

  watches(): ClusterWatch[] {
    return [...this.#watches.values()];
  }

  /** Everything lists need, from memory. */
  snapshot(): FleetSnapshot {
    return { ...this.#head(), connectors: this.watches().flatMap((watch) => watch.state.rows()) };
  }

  /**
   * The same as JSON, made once for everybody who asks before the next change; rows that did not change are not
   * serialised again. Reachability in it is at most a second old.
   */
  snapshotJson(): Promise<JsonText> {
    const { hub, clock } = this.#options;
    const at = clock.monotonic();
    const known = this.#json;
    if (known && known.seq === hub.seq && at - known.at < JSON_FOR_MS) return known.snapshot;
    const snapshot = this.#toJson();
    this.#json = { seq: hub.seq, at, snapshot };
    return snapshot;
  }

  clusters(): ClusterList {
    return {
      clusters: this.watches().map(toClusterSummary),
      workers: this.watches().flatMap((watch) => toWorkerRows(watch.definition.id, watch.state.rows())),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.watches().map((watch) => watch[Symbol.asyncDispose]()));
  }

  #head(): Omit<FleetSnapshot, 'connectors'> {
    const { hub, clock, health } = this.#options;
    return {
      epoch: hub.epoch,
      seq: hub.seq,
      at: clock.now(),
      clusters: this.watches().map(toClusterSummary),
      storage: health.current,
    };
  }

  async #toJson(): Promise<JsonText> {
    const breaks = new Breaks();
    for (const watch of this.watches()) await watch.state.prepareJson(breaks);
    // From here on in one go: rows and number belong together.
    const rows = this.watches().flatMap((watch) => watch.state.rowsJson());
    const head = JSON.stringify(this.#head());
    return new JsonText(`${head.slice(0, -1)},"connectors":[${rows.join(',')}]}`);
  }
}
