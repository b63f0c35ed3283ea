import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { RecordRetries } from './record-retries.ts';
import type { TaskMetrics } from './task-metrics.ts';

/** Where in the pipeline a record is. Source: kafka `Stage`. */
export type Stage =
  | 'KEY_CONVERTER'
  | 'VALUE_CONVERTER'
  | 'HEADER_CONVERTER'
  | 'TRANSFORMATION'
  | 'TASK_POLL'
  | 'TASK_PUT';

/** What to say about a record that was skipped. */
export interface StageContext {
  readonly stage: Stage;
  readonly className: string;
  /** Of a sink's record topic, partition, offset and timestamp; of a source's everything. */
  readonly where: () => string;
}

/** Stands for a record that is left out. */
export const SKIPPED = Symbol('skipped');

/**
 * Runs one stage of one record under its retries; what it throws after them fails the task or, with
 * `errors.tolerance=all`, skips the record.
 *
 * Errors: ConnectException `Tolerance exceeded in error handler` with the original as cause.
 * Source: kafka `RetryWithToleranceOperator`, `LogReporter`.
 */
export class RetryWithToleranceOperator {
  readonly #retries: RecordRetries;
  readonly #isTolerant: boolean;
  readonly #isLogging: boolean;
  readonly #includesMessages: boolean;
  readonly #task: string;
  readonly #log: Logger;
  readonly #metrics: TaskMetrics;
  readonly #clock: Clock;
  readonly #onFailure: (context: StageContext, error: unknown) => void;

  constructor(options: {
    config: Readonly<Record<string, string>>;
    retries: RecordRetries;
    task: string;
    log: Logger;
    metrics: TaskMetrics;
    clock: Clock;
    /** Told of every failure, tolerated or not. */
    onFailure: (context: StageContext, error: unknown) => void;
  }) {
    this.#retries = options.retries;
    this.#onFailure = options.onFailure;
    this.#isTolerant = options.config['errors.tolerance'] === 'all';
    this.#isLogging = isTrue(options.config['errors.log.enable']);
    this.#includesMessages = isTrue(options.config['errors.log.include.messages']);
    this.#task = options.task;
    this.#log = options.log;
    this.#metrics = options.metrics;
    this.#clock = options.clock;
  }

  run<T>(work: () => T, context: StageContext): T | typeof SKIPPED {
    try {
      return this.#retries.stage(work);
    } catch (cause) {
      this.fail(cause, context);
      return SKIPPED;
    }
  }

  /** Takes up what a stage threw: lets the way back to a retry pass; else reports it, and throws when it is not tolerated. */
  fail(cause: unknown, context: StageContext): void {
    if (this.#retries.isRetry(cause)) throw cause;
    this.#metrics.add('total-record-failures');
    this.#metrics.add('total-record-errors');
    if (this.#isTolerant) this.#metrics.add('total-records-skipped');
    this.#metrics.set('last-error-timestamp', this.#clock.now());
    this.#report(context, cause);
    if (!this.#isTolerant) throw new ConnectException('Tolerance exceeded in error handler', { cause });
  }

  #report(context: StageContext, error: unknown): void {
    this.#onFailure(context, error);
    if (!this.#isLogging) return;
    this.#metrics.add('total-errors-logged');
    const where = this.#includesMessages ? `, where ${context.where()}` : '';
    this.#log.error(
      `Error encountered in task ${this.#task}. Executing stage '${context.stage}' with class '${context.className}'${where}.`,
      { error },
    );
  }
}

function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}
