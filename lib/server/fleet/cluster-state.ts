import 'server-only';
import type { ConnectorRow, TaskRow } from '@/lib/api/connectors';
import type { ClusterId } from '@/lib/connect/names';
import { healthOf } from '@/lib/connect/state';
import { causeLine } from '@/lib/connect/trace';
import {
  type ObservedInfo,
  type ObservedInstance,
  type ObservedStatus,
  sameInfo,
  sameStatus,
  type Transition,
} from './observed';

/** What was known of an instance. Units: `since` in ms since the epoch. */
export interface KnownInstance {
  readonly state: string;
  readonly since: number;
}

/** Connector name → task (null: the connector) → what was last known. */
export type KnownInstances = Map<string, Map<number | null, KnownInstance>>;

/** What one look changed. Empty arrays mean that nothing did. */
export interface Change {
  readonly upserted: ConnectorRow[];
  readonly removed: string[];
  readonly transitions: Transition[];
}

/** One complete look. Units: `at` wall time, `startedAt` monotonic: when the request went out. */
export interface Look {
  readonly names: readonly string[];
  readonly statuses: ReadonlyMap<string, ObservedStatus>;
  readonly infos: ReadonlyMap<string, ObservedInfo>;
  readonly at: number;
  readonly startedAt: number;
}

interface Entry {
  status: ObservedStatus | null;
  info: ObservedInfo | null;
  row: ConnectorRow;
  /** Monotonic time of the request this status came from; an older answer never overwrites a newer one. */
  readAt: number;
}

/**
 * What is known of one cluster's connectors. No I/O: looks go in, changes come out.
 *
 * Invariant: `known` holds the last recorded state of every instance, so that each transition comes out once,
 * also across a restart of the console when it was seeded from history.
 */
export class ClusterState {
  readonly #clusterId: ClusterId;
  readonly #known: KnownInstances;
  readonly #entries = new Map<string, Entry>();
  #seeded = false;

  constructor(clusterId: ClusterId, known: KnownInstances) {
    this.#clusterId = clusterId;
    this.#known = known;
  }

  /** The rows, in no particular order. */
  rows(): ConnectorRow[] {
    return [...this.#entries.values()].map((entry) => entry.row);
  }

  row(name: string): ConnectorRow | undefined {
    return this.#entries.get(name)?.row;
  }

  /** The last seen status, or null when the worker has none for it, or undefined when it is not there. */
  status(name: string): ObservedStatus | null | undefined {
    return this.#entries.get(name)?.status;
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Takes in a look at everything; what is in neither list is gone. */
  applyLook(look: Look): Change {
    const change: Change = { upserted: [], removed: [], transitions: [] };
    const present = new Set([...look.names, ...look.statuses.keys()]);
    for (const name of present) {
      this.#applyOne(change, name, look.statuses.get(name) ?? null, look, look.infos.get(name));
    }
    for (const [name, entry] of this.#entries) {
      if (!present.has(name) && entry.readAt <= look.startedAt) this.#remove(change, name);
    }
    if (!this.#seeded) {
      for (const name of this.#known.keys()) if (!present.has(name)) this.#remove(change, name);
      this.#seeded = true;
    }
    return change;
  }

  /**
   * Takes in a look at one connector. `null`: it exists without a status. `undefined`: the worker has no status
   * for it, which means that it is gone unless it was known to have none yet.
   */
  applyStatus(
    name: string,
    status: ObservedStatus | null | undefined,
    when: { at: number; startedAt: number },
  ): Change {
    const change: Change = { upserted: [], removed: [], transitions: [] };
    if (status !== undefined) {
      this.#applyOne(change, name, status, when);
      return change;
    }
    const entry = this.#entries.get(name);
    if (entry && entry.status !== null && entry.readAt <= when.startedAt) this.#remove(change, name);
    return change;
  }

  /** Takes in what configs say. Connectors it does not name keep what they had. */
  applyInfos(infos: ReadonlyMap<string, ObservedInfo>, at: number): Change {
    const change: Change = { upserted: [], removed: [], transitions: [] };
    for (const [name, info] of infos) {
      const entry = this.#entries.get(name);
      if (!entry || sameInfo(entry.info, info)) continue;
      entry.info = info;
      entry.row = this.#toRow(name, entry, at);
      change.upserted.push(entry.row);
    }
    return change;
  }

  #applyOne(
    change: Change,
    name: string,
    status: ObservedStatus | null,
    when: { at: number; startedAt: number },
    info: ObservedInfo | undefined = undefined,
  ): void {
    const old = this.#entries.get(name);
    if (old && old.readAt > when.startedAt) return;
    if (old && (old.status === status || (old.status && status && sameStatus(old.status, status)))) {
      old.readAt = when.startedAt;
      return;
    }
    if (status) this.#recordTransitions(change, name, old?.status ?? null, status, when.at);
    const entry: Entry = {
      status,
      info: info ?? old?.info ?? null,
      readAt: when.startedAt,
      row: old?.row ?? NO_ROW,
    };
    entry.row = this.#toRow(name, entry, when.at);
    this.#entries.set(name, entry);
    change.upserted.push(entry.row);
  }

  #recordTransitions(
    change: Change,
    name: string,
    before: ObservedStatus | null,
    status: ObservedStatus,
    at: number,
  ): void {
    const known = this.#known.get(name) ?? new Map<number | null, KnownInstance>();
    this.#known.set(name, known);
    const seen = new Set<number | null>();
    for (const instance of [status.connector, ...status.tasks]) {
      seen.add(instance.task);
      const last = known.get(instance.task);
      const failedAnew =
        before !== null && instance.state === 'FAILED' && traceOf(before, instance.task) !== instance.trace;
      if (last?.state === instance.state && !failedAnew) continue;
      known.set(instance.task, { state: instance.state, since: at });
      change.transitions.push({ connector: name, ...transitionTo(instance), from: last?.state ?? null });
    }
    for (const [task, last] of known) {
      if (seen.has(task)) continue;
      known.delete(task);
      change.transitions.push({
        connector: name,
        task,
        from: last.state,
        to: null,
        workerId: null,
        trace: null,
      });
    }
  }

  #remove(change: Change, name: string): void {
    for (const [task, last] of this.#known.get(name) ?? []) {
      change.transitions.push({
        connector: name,
        task,
        from: last.state,
        to: null,
        workerId: null,
        trace: null,
      });
    }
    this.#known.delete(name);
    if (this.#entries.delete(name)) change.removed.push(name);
  }

  #toRow(name: string, entry: Entry, at: number): ConnectorRow {
    const { status, info } = entry;
    const known = this.#known.get(name);
    const tasks = (status?.tasks ?? []).map(
      (task): TaskRow => ({
        id: task.task ?? 0,
        state: task.state,
        workerId: task.workerId,
        cause: causeLine(task.trace),
        since: known?.get(task.task)?.since ?? at,
      }),
    );
    const health = healthOf(
      status?.connector.state,
      tasks.map((task) => task.state),
    );
    const old = entry.row;
    const firstSince = Math.max(known?.get(null)?.since ?? at, ...tasks.map((task) => task.since));
    return {
      clusterId: this.#clusterId,
      name,
      type: info?.type ?? status?.type ?? 'unknown',
      pluginClass: info?.pluginClass ?? null,
      pluginVersion: status?.pluginVersion ?? null,
      state: status?.connector.state ?? null,
      health,
      workerId: status?.connector.workerId ?? null,
      cause:
        causeLine(status?.connector.trace) ?? tasks.find((task) => task.state === 'FAILED')?.cause ?? null,
      tasks,
      topics: [...(info?.topics ?? [])],
      since: old === NO_ROW ? (status ? firstSince : at) : old.health === health ? old.since : at,
    };
  }
}

const NO_ROW: ConnectorRow = {
  clusterId: '' as ClusterId,
  name: '',
  type: 'unknown',
  pluginClass: null,
  pluginVersion: null,
  state: null,
  health: 'UNKNOWN',
  workerId: null,
  cause: null,
  tasks: [],
  topics: [],
  since: 0,
};

function transitionTo(instance: ObservedInstance): Omit<Transition, 'connector' | 'from'> {
  return { task: instance.task, to: instance.state, workerId: instance.workerId, trace: instance.trace };
}

function traceOf(status: ObservedStatus, task: number | null): string | null | undefined {
  return task === null ? status.connector.trace : status.tasks.find((other) => other.task === task)?.trace;
}
