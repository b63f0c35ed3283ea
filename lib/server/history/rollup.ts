import 'server-only';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What an instance's events add up to in one bucket, as its table keeps it. Units: ms. */
export interface RollupDelta {
  readonly bucket: number;
  readonly instance: number;
  running: number;
  failed: number;
  paused: number;
  stopped: number;
  other: number;
  changes: number;
  failures: number;
  restores: number;
  restoreMs: number;
  endAt: number;
  endState: string | null;
}

/** What failed tasks of a cluster add up to in one hour. */
export interface FleetDelta {
  readonly bucket: number;
  readonly cluster: string;
  failedMs: number;
  failures: number;
  restores: number;
  restoreMs: number;
  mostFailed: number;
}

/** One instance from a moment on, until it changes. `countedTo`: up to when its time is in the rollups already. */
export interface InstanceState {
  readonly id: number;
  readonly at: number;
  readonly state: string | null;
  readonly countedTo: number;
  /** Since when it has been failed, also while it is restarted. */
  readonly failedAt?: number | undefined;
}

/** Whose time it is. `looked` says how much of a stretch somebody looked. */
export interface Subject {
  readonly cluster: string;
  readonly isTask: boolean;
  readonly looked: (from: number, to: number) => number;
}

/**
 * Collects what is to be added to the hourly and daily tables. Pure.
 *
 * Time in a state is added to the bucket in which it ended: what was before in a quiet bucket is read off the end of
 * the last one. Only time in FAILED is added to each bucket it touches, so that a fleet's sums need no such reading.
 */
export class RollupSums {
  readonly days = new Map<string, RollupDelta>();
  readonly hours = new Map<string, RollupDelta>();
  readonly fleet = new Map<string, FleetDelta>();

  /** Counts an instance's time up to `at`, without a change. */
  spend(subject: Subject, instance: InstanceState, at: number): void {
    this.#spendIn(this.days, DAY_MS, subject, instance, at);
    this.#spendIn(this.hours, HOUR_MS, subject, instance, at);
    if (subject.isTask && instance.state === 'FAILED') {
      for (const [bucket, from, to] of bucketsOf(instance.countedTo, at, HOUR_MS)) {
        this.fleetHour(subject.cluster, bucket).failedMs += subject.looked(from, to);
      }
    }
  }

  /** Counts a change to `to` at `at`, and the time before it. */
  change(subject: Subject, instance: InstanceState, to: string | null, at: number): void {
    this.spend(subject, instance, at);
    const failedAt = instance.failedAt ?? (instance.state === 'FAILED' ? instance.at : undefined);
    for (const sums of [
      this.#delta(this.days, Math.floor(at / DAY_MS), instance.id),
      this.#delta(this.hours, Math.floor(at / HOUR_MS), instance.id),
      ...(subject.isTask ? [this.fleetHour(subject.cluster, Math.floor(at / HOUR_MS))] : []),
    ]) {
      if ('changes' in sums) {
        sums.changes += 1;
        sums.endAt = at;
        sums.endState = to;
      }
      if (to === 'FAILED') sums.failures += 1;
      if (to !== 'RUNNING' || failedAt === undefined) continue;
      sums.restores += 1;
      sums.restoreMs += Math.max(0, at - failedAt);
    }
  }

  fleetHour(cluster: string, bucket: number): FleetDelta {
    const key = `${bucket}/${cluster}`;
    const known = this.fleet.get(key);
    if (known) return known;
    const fresh = { bucket, cluster, failedMs: 0, failures: 0, restores: 0, restoreMs: 0, mostFailed: 0 };
    this.fleet.set(key, fresh);
    return fresh;
  }

  #spendIn(
    sums: Map<string, RollupDelta>,
    size: number,
    { looked }: Subject,
    instance: InstanceState,
    at: number,
  ): void {
    const { state, countedTo, id } = instance;
    if (state === null || at <= countedTo) return;
    for (const [bucket, from, to] of bucketsOf(countedTo, at, size)) {
      if (state !== 'FAILED' && to < at) continue;
      const delta = this.#delta(sums, bucket, id);
      delta[columnOf(state)] += looked(from, to);
      delta.endAt = to;
      delta.endState = state;
    }
  }

  #delta(sums: Map<string, RollupDelta>, bucket: number, instance: number): RollupDelta {
    const key = `${bucket}/${instance}`;
    const known = sums.get(key);
    if (known) return known;
    const time = { running: 0, failed: 0, paused: 0, stopped: 0, other: 0 };
    const counts = { changes: 0, failures: 0, restores: 0, restoreMs: 0 };
    const fresh: RollupDelta = { bucket, instance, ...time, ...counts, endAt: 0, endState: null };
    sums.set(key, fresh);
    return fresh;
  }
}

type TimeColumn = 'running' | 'failed' | 'paused' | 'stopped' | 'other';

const COLUMNS: ReadonlyMap<string, TimeColumn> = new Map([
  ['RUNNING', 'running'],
  ['FAILED', 'failed'],
  ['PAUSED', 'paused'],
  ['STOPPED', 'stopped'],
]);

/** Which column counts time in a state; UNASSIGNED, RESTARTING and words we do not know are `other`. */
export function columnOf(state: string): TimeColumn {
  return COLUMNS.get(state) ?? 'other';
}

/** Cuts a stretch of time at the borders of buckets. An empty stretch lies in one bucket. */
function* bucketsOf(
  from: number,
  to: number,
  size: number,
): Generator<[bucket: number, from: number, to: number]> {
  for (let bucket = Math.floor(from / size); bucket * size < to; bucket += 1) {
    yield [bucket, Math.max(from, bucket * size), Math.min(to, (bucket + 1) * size)];
  }
}
