/** How often something took time, and how long. Units: ms. */
export interface Timing {
  readonly count: number;
  readonly sumMs: number;
  readonly maxMs: number;
}

/** What a task has counted since it started. Shape: totals by Connect's attribute names, timings by theirs without `-avg-time-ms`. */
export interface TaskCounts {
  readonly totals: Readonly<Record<string, number>>;
  readonly timings: Readonly<Record<string, Timing>>;
}

/** Attributes of every task of a type, so that each is there from the first look on, with 0. */
const TOTALS = {
  source: ['source-record-poll-total', 'source-record-write-total'],
  sink: [
    'sink-record-read-total',
    'sink-record-send-total',
    'offset-commit-completion-total',
    'offset-commit-skip-total',
  ],
  every: [
    'offset-commit-success-total',
    'offset-commit-failure-total',
    'total-record-failures',
    'total-record-errors',
    'total-records-skipped',
    'total-retries',
    'total-errors-logged',
    'deadletterqueue-produce-requests',
    'deadletterqueue-produce-failures',
    'last-error-timestamp',
  ],
} as const;

/** Something a task counts. */
export type TotalName = (typeof TOTALS)['source' | 'sink' | 'every'][number];
/** Something a task times. */
export type TimingName = 'poll-batch' | 'put-batch' | 'offset-commit';

/**
 * Counts what a task does, in the task's own thread; a few additions for each batch, none for each record.
 *
 * Source: kafka `ConnectMetricsRegistry`, `SourceTaskMetricsGroup`, `SinkTaskMetricsGroup`, `ErrorHandlingMetrics`.
 */
export class TaskMetrics {
  readonly #totals: Record<string, number> = {};
  readonly #timings: Record<string, Timing> = {};
  #hasChanged = true;

  constructor(type: 'source' | 'sink') {
    for (const name of [...TOTALS[type], ...TOTALS.every]) this.#totals[name] = 0;
    this.#timings[type === 'source' ? 'poll-batch' : 'put-batch'] = { count: 0, sumMs: 0, maxMs: 0 };
    this.#timings['offset-commit'] = { count: 0, sumMs: 0, maxMs: 0 };
  }

  add(name: TotalName, count = 1): void {
    if (count === 0) return;
    this.#totals[name] = (this.#totals[name] ?? 0) + count;
    this.#hasChanged = true;
  }

  set(name: TotalName, value: number): void {
    this.#totals[name] = value;
    this.#hasChanged = true;
  }

  time(name: TimingName, ms: number): void {
    const { count = 0, sumMs = 0, maxMs = 0 } = this.#timings[name] ?? {};
    this.#timings[name] = { count: count + 1, sumMs: sumMs + ms, maxMs: Math.max(maxMs, ms) };
    this.#hasChanged = true;
  }

  /** Everything so far, or undefined when nothing changed since the last time. */
  takeChanged(): TaskCounts | undefined {
    if (!this.#hasChanged) return undefined;
    this.#hasChanged = false;
    return { totals: { ...this.#totals }, timings: { ...this.#timings } };
  }
}
