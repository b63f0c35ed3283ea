import 'server-only';
import type { ConnectorRow } from '@/lib/api/connectors';
import type { Breaks } from '@/lib/base/breaks';
import type { ClusterId } from '@/lib/connect/names';
import {
  type ObservedInfo,
  type ObservedInstance,
  type ObservedStatus,
  sameInfo,
  sameStatus,
  type Transition,
} from './observed';
import { RowCounts } from './row-counts';
import { type KnownInstance, type KnownInstances, NO_ROW, toRow } from './to-row';

/** What one look changed. Empty arrays mean that nothing did. */
export interface Change {
  readonly upserted: ConnectorRow[];
  readonly removed: string[];
  readonly transitions: Transition[];
}

/**
 * What one look showed to be different from the one before it. `statuses`: null for a connector that is listed
 * without a status. Units: `at` wall time, `startedAt` monotonic: when the request went out.
 */
export interface LookPart {
  readonly statuses: ReadonlyMap<string, ObservedStatus | null>;
  readonly gone: Iterable<string>;
  readonly at: number;
  readonly startedAt: number;
}

interface Entry {
  status: ObservedStatus | null;
  info: ObservedInfo | null;
  row: ConnectorRow;
  /** The row as JSON, once it was asked for. */
  json: string | undefined;
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
  readonly #infos: ReadonlyMap<string, ObservedInfo>;
  readonly #entries = new Map<string, Entry>();
  readonly counts = new RowCounts();
  #seeded = false;
  /** Monotonic: when the request of the last whole look went out. */
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** `infos`: what configs say, kept up to date by its owner, who calls `applyInfos` for what changed. */
  constructor(clusterId: ClusterId, known: KnownInstances, infos: ReadonlyMap<string, ObservedInfo>) {
    this.#clusterId = clusterId;
    this.#known = known;
    this.#infos = infos;
  }

  /** The rows, in no particular order. */
  rows(): ConnectorRow[] {
    return [...this.#entries.values()].map((entry) => entry.row);
  }

  /** The rows as JSON texts in the same order; only rows that changed are serialised again. */
  rowsJson(): string[] {
    return [...this.#entries.values()].map(jsonOf);
  }

  /** Does what `rowsJson` will need, with breaks in between. */
  async prepareJson(breaks: Breaks): Promise<void> {
    for (const entry of [...this.#entries.values()]) {
      if (entry.json !== undefined) continue;
      jsonOf(entry);
      if (breaks.isDue()) await breaks.take();
    }
  }

  get size(): number {
    return this.#entries.size;
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

  /** Takes in what a look showed to be different, wholly or a part of it; whatever it does not name stays. */
  applyLook(look: LookPart): Change {
    const change: Change = { upserted: [], removed: [], transitions: [] };
    for (const [name, status] of look.statuses) this.#applyOne(change, name, status, look);
    for (const name of look.gone) this.#applyGone(change, name, look.startedAt);
    return change;
  }

  /** Ends a look that was taken in: answers to older questions count for nothing from now on. */
  endLook(startedAt: number, isPresent: (name: string) => boolean): Change {
    const change: Change = { upserted: [], removed: [], transitions: [] };
    this.#lookedAt = startedAt;
    if (this.#seeded) return change;
    this.#seeded = true;
    for (const name of [...this.#known.keys()])
      if (!isPresent(name)) this.#applyGone(change, name, startedAt);
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
    if (this.#entries.get(name)?.status) this.#applyGone(change, name, when.startedAt);
    return change;
  }

  /** Takes in what configs say. Connectors it does not name keep what they had. */
  applyInfos(infos: ReadonlyMap<string, ObservedInfo>, at: number): Change {
    const change: Change = { upserted: [], removed: [], transitions: [] };
    for (const [name, info] of infos) {
      const entry = this.#entries.get(name);
      if (!entry || sameInfo(entry.info, info)) continue;
      entry.info = info;
      this.#show(entry, this.#toRow(name, entry, at));
      change.upserted.push(entry.row);
    }
    return change;
  }

  #applyOne(
    change: Change,
    name: string,
    status: ObservedStatus | null,
    when: { at: number; startedAt: number },
  ): void {
    const old = this.#entries.get(name);
    if (old && this.#readAt(old) > when.startedAt) return;
    if (old && (old.status === status || (old.status && status && sameStatus(old.status, status)))) {
      old.readAt = when.startedAt;
      return;
    }
    if (status) this.#recordTransitions(change, name, old?.status ?? null, status, when.at);
    const entry: Entry = {
      status,
      info: this.#infos.get(name) ?? old?.info ?? null,
      readAt: when.startedAt,
      row: old?.row ?? NO_ROW,
      json: undefined,
    };
    this.#show(entry, this.#toRow(name, entry, when.at));
    this.#entries.set(name, entry);
    change.upserted.push(entry.row);
  }

  /** A list that shows an entry unchanged is as good as a look at it. */
  #readAt(entry: Entry): number {
    return Math.max(entry.readAt, this.#lookedAt);
  }

  #toRow(name: string, { status, info, row }: Entry, at: number): ConnectorRow {
    const old = row === NO_ROW ? undefined : row;
    return toRow({ clusterId: this.#clusterId, name, status, info, old, known: this.#known.get(name), at });
  }

  #applyGone(change: Change, name: string, startedAt: number): void {
    const entry = this.#entries.get(name);
    if (!entry || this.#readAt(entry) <= startedAt) this.#remove(change, name);
  }

  #show(entry: Entry, row: ConnectorRow): void {
    if (entry.row !== NO_ROW) this.counts.remove(entry.row);
    this.counts.add(row);
    entry.row = row;
    entry.json = undefined;
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
    const entry = this.#entries.get(name);
    if (!entry) return;
    this.counts.remove(entry.row);
    this.#entries.delete(name);
    change.removed.push(name);
  }
}

function jsonOf(entry: Entry): string {
  entry.json ??= JSON.stringify(entry.row);
  return entry.json;
}

function transitionTo(instance: ObservedInstance): Omit<Transition, 'connector' | 'from'> {
  return { task: instance.task, to: instance.state, workerId: instance.workerId, trace: instance.trace };
}

function traceOf(status: ObservedStatus, task: number | null): string | null | undefined {
  return task === null ? status.connector.trace : status.tasks.find((other) => other.task === task)?.trace;
}
