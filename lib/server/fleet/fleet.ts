import 'server-only';
import type { ClusterList } from '@/lib/api/clusters';
import type { ConnectorRow, FleetSnapshot } from '@/lib/api/connectors';
import type { Clock } from '@/lib/base/clock';
import { NotFoundError } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import type { SeenConfig } from '../history/config-versions';
import type { Counters } from '../metrics/counters';
import type { KnownInstances } from './cluster-state';
import { type ClusterDefinition, ClusterWatch, type WatchListener } from './cluster-watch';
import type { EventHub } from './event-hub';
import type { Transition } from './observed';
import { toClusterSummary, toWorkerRows } from './summary';

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
}

/**
 * All registered clusters, each looked at by its own watch.
 *
 * Guarantees: a snapshot never waits for a worker; a cluster that hangs delays no other one.
 */
export class Fleet implements AsyncDisposable {
  readonly #options: FleetOptions;
  readonly #watches = new Map<string, ClusterWatch>();
  readonly #rowsJson = new Map<string, string>();
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
        this.#rowsJson.delete(clusterId);
        hub.publish({ type: 'connectors', clusterId, upserted: change.upserted, removed: change.removed });
      },
      cluster: (watch) => {
        if (this.#watches.has(watch.definition.id)) {
          hub.publish({ type: 'cluster', cluster: toClusterSummary(watch) });
        }
      },
      looked: (watch, at) => history.looked(watch.definition.id, at),
      configs: (watch, configs, at) => {
        const seen = [...configs].map(([name, config]) => [name, watch.secrets.seen(config)] as const);
        history.configs(watch.definition.id, new Map(seen), at);
      },
    };
  }

  /** Starts to look at a cluster. What history knows of it is the state before the first look. */
  async add(definition: ClusterDefinition): Promise<ClusterWatch> {
    const { clock, log, pollMs, history, hub } = this.#options;
    const known = await history.lastKnown(definition.id);
    const watch = new ClusterWatch(definition, { clock, log, pollMs, known, listener: this.#listener });
    this.#watches.set(definition.id, watch);
    hub.publish({ type: 'cluster', cluster: toClusterSummary(watch) });
    watch.start();
    return watch;
  }

  async remove(clusterId: string): Promise<void> {
    const watch = this.watch(clusterId);
    this.#watches.delete(clusterId);
    this.#rowsJson.delete(clusterId);
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

  /** The same as JSON text; rows that did not change are not serialised again. */
  snapshotJson(): string {
    const rows = this.watches()
      .map((watch) => this.#rowsOf(watch))
      .filter((text) => text !== '');
    const head = JSON.stringify(this.#head());
    return `${head.slice(0, -1)},"connectors":[${rows.join(',')}]}`;
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
    const { hub, clock } = this.#options;
    return {
      epoch: hub.epoch,
      seq: hub.seq,
      at: clock.now(),
      clusters: this.watches().map(toClusterSummary),
    };
  }

  #rowsOf(watch: ClusterWatch): string {
    const id = watch.definition.id;
    const known = this.#rowsJson.get(id);
    if (known !== undefined) return known;
    const text = watch.state
      .rows()
      .map((row: ConnectorRow) => JSON.stringify(row))
      .join(',');
    this.#rowsJson.set(id, text);
    return text;
  }
}
