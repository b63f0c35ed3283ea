import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Config } from '../api/connector.ts';
import { Pending } from '../api/converter.ts';
import { RetriableException } from '../api/exceptions.ts';

/** Stands for a record whose retries were given up because its task stops: neither sent nor skipped, it comes again. */
export const UNFINISHED = Symbol('unfinished');

/** What retries work with. Shape: `random` answers from 0 to below 1. */
export interface RecordRetriesDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly stopped: AbortSignal;
  readonly log: Logger;
  readonly random?: () => number;
  readonly onRetry?: () => void;
}

const FIRST_DELAY_MS = 300;
const DEFAULT_MAX_DELAY_MS = 60_000;

/** Leaves the stages of a record, to come back to them after the wait. */
class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly delayMs: number;

  constructor(delayMs: number, cause: unknown) {
    super('A stage is to be tried again', { cause });
    this.delayMs = delayMs;
  }
}

/** An error that is no failure but the way back to `record`. */
function retryOf(error: unknown): RetryLater | Pending | undefined {
  return error instanceof RetryLater || error instanceof Pending ? error : undefined;
}

/**
 * Tries a stage of a record again when it throws RetriableException, for as long as `errors.retry.timeout` says, or Pending,
 * once what it waits for is there.
 *
 * Stages are synchronous, so that records without trouble cost no promise. One that is to be tried again leaves all stages of its
 * record; after the wait they run again, and those that were done answer what they answered before, without a second call.
 * Source: kafka 4.x `RetryWithToleranceOperator#execAndRetry`; KIP-298.
 */
export class RecordRetries {
  readonly #deps: RecordRetriesDeps;
  readonly #timeoutMs: number;
  readonly #maxDelayMs: number;
  #done: unknown[] = [];
  #at = 0;
  #failures = 0;
  #deadline = 0;

  constructor(deps: RecordRetriesDeps) {
    this.#deps = deps;
    const timeoutMs = numberOf(deps.config['errors.retry.timeout'], 0);
    this.#timeoutMs = timeoutMs < 0 ? Number.POSITIVE_INFINITY : timeoutMs;
    this.#maxDelayMs = numberOf(deps.config['errors.retry.delay.max.ms'], DEFAULT_MAX_DELAY_MS);
  }

  /** Whether nothing is ever tried again. */
  get isOff(): boolean {
    return this.#timeoutMs === 0;
  }

  /** Runs all stages of one record. Shape: a promise only when it has to wait. Errors: what `stages` throws. */
  record<T>(stages: () => T): T | Promise<T | typeof UNFINISHED> {
    this.#done = [];
    this.#at = 0;
    this.#failures = 0;
    try {
      return stages();
    } catch (error) {
      return this.comeBack(error, stages);
    }
  }

  /** Runs all stages again once that may help, when that is what their error says. Errors: the same one when it is not. */
  comeBack<T>(error: unknown, stages: () => T): Promise<T | typeof UNFINISHED> {
    const retry = retryOf(error);
    if (!retry) throw error;
    return this.#again(stages, retry);
  }

  /** Runs one stage within `record`. Errors: what `work` throws for good; what `isRetry` knows must get through to `record`. */
  stage<T>(work: () => T): T {
    if (this.#timeoutMs === 0) return work();
    this.#at += 1;
    // The stages of a record are the same ones in the same order each time.
    if (this.#at <= this.#done.length) return this.#done[this.#at - 1] as T;
    try {
      const result = work();
      this.#done.push(result);
      this.#failures = 0;
      return result;
    } catch (error) {
      throw error instanceof RetriableException ? this.#retryOf(error) : error;
    }
  }

  /** Says whether an error is no failure but the way back to `record`. */
  isRetry(error: unknown): boolean {
    return retryOf(error) !== undefined;
  }

  #retryOf(error: RetriableException): Error {
    const { clock, log, random = Math.random } = this.#deps;
    const now = clock.monotonic();
    if (this.#failures === 0) {
      this.#deadline = now + this.#timeoutMs;
      log.warn('A stage of a record failed and is tried again', { error });
    }
    if (now >= this.#deadline) return error;
    const doubled = FIRST_DELAY_MS * 2 ** this.#failures;
    const delayMs = doubled > this.#maxDelayMs ? Math.floor(random() * this.#maxDelayMs) : doubled;
    this.#failures += 1;
    this.#deps.onRetry?.();
    return new RetryLater(Math.min(delayMs, this.#deadline - now), error);
  }

  async #again<T>(stages: () => T, first: RetryLater | Pending): Promise<T | typeof UNFINISHED> {
    const { clock, stopped } = this.#deps;
    let retry = first;
    for (;;) {
      if (retry instanceof Pending) await settledOrStopped(retry.settled, stopped);
      else await clock.sleep(retry.delayMs, stopped).catch(() => undefined);
      if (stopped.aborted) return UNFINISHED;
      this.#at = 0;
      try {
        return stages();
      } catch (error) {
        const next = retryOf(error);
        if (!next) throw error;
        retry = next;
      }
    }
  }
}

function settledOrStopped(settled: Promise<unknown>, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stopped.removeEventListener('abort', end);
      resolve();
    };
    stopped.addEventListener('abort', end);
    if (stopped.aborted) end();
    settled.then(end, end);
  });
}

function numberOf(text: string | undefined, fallback: number): number {
  const number = text === undefined || text.trim() === '' ? fallback : Number(text);
  return Number.isFinite(number) ? number : fallback;
}
