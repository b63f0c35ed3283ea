import type { Logger } from '../../base/logger.ts';
import { ConnectException } from '../api/exceptions.ts';

/** Where in the pipeline a record is. Source: kafka `Stage`. */
export type Stage = 'KEY_CONVERTER' | 'VALUE_CONVERTER' | 'HEADER_CONVERTER' | 'TRANSFORMATION';

/** What to say about a record that was skipped. */
export interface StageContext {
  readonly stage: Stage;
  readonly className: string;
  /** Topic, partition, offset and timestamp; never key or value. */
  readonly where: () => string;
}

/** Stands for a record that is left out. */
export const SKIPPED = Symbol('skipped');

/**
 * Runs one stage of one record; what it throws fails the task or, with `errors.tolerance=all`, skips the record.
 *
 * Errors: ConnectException `Tolerance exceeded in error handler` with the original as cause.
 * Source: kafka `RetryWithToleranceOperator`, `LogReporter`.
 */
export class RetryWithToleranceOperator {
  readonly #isTolerant: boolean;
  readonly #isLogging: boolean;
  readonly #includesMessages: boolean;
  readonly #task: string;
  readonly #log: Logger;
  readonly #onFailure: (context: StageContext, error: unknown) => void;

  constructor(options: {
    config: Readonly<Record<string, string>>;
    task: string;
    log: Logger;
    /** Told of every failure, tolerated or not. */
    onFailure: (context: StageContext, error: unknown) => void;
  }) {
    this.#onFailure = options.onFailure;
    this.#isTolerant = options.config['errors.tolerance'] === 'all';
    this.#isLogging = isTrue(options.config['errors.log.enable']);
    this.#includesMessages = isTrue(options.config['errors.log.include.messages']);
    this.#task = options.task;
    this.#log = options.log;
  }

  run<T>(work: () => T, context: StageContext): T | typeof SKIPPED {
    try {
      return work();
    } catch (cause) {
      this.#report(context, cause);
      if (this.#isTolerant) return SKIPPED;
      throw new ConnectException('Tolerance exceeded in error handler', { cause });
    }
  }

  #report(context: StageContext, error: unknown): void {
    this.#onFailure(context, error);
    if (!this.#isLogging) return;
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
