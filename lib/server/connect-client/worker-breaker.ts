import 'server-only';
import type { ClusterProblem } from '@/lib/api/clusters';
import type { Clock } from '@/lib/base/clock';
import {
  ConnectUnreachableError,
  isProtocolError,
  isRestError,
  isUnreachable,
  toClusterProblem,
} from './errors';

const MAX_FAILURES = 5;
const WINDOW_MS = 30_000;
const HALF_OPEN_AFTER_MS = 10_000;

/** What the last call to a worker showed. Units: `at` ms since the epoch. */
export interface LastCall {
  readonly at: number;
  /** Null when it answered, whatever it said. */
  readonly problem: ClusterProblem | null;
}

/**
 * Spares callers the wait for a worker that is away, and the worker their calls.
 *
 * | state | true in it | left by |
 * | --- | --- | --- |
 * | closed | calls go out | the 5th failure to reach it within 30 s |
 * | open | calls fail at once, as the last one did | 10 s |
 * | half-open | one read is out, other reads wait for it; writes go out | its end: closed, or open again |
 */
export class WorkerBreaker {
  readonly #clock: Clock;
  #failures: number[] = [];
  #openedAt: number | undefined;
  #error: ConnectUnreachableError | undefined;
  #trial: Promise<void> | undefined;
  #last: LastCall | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get last(): LastCall | undefined {
    return this.#last;
  }

  /** Runs a call, or fails at once while the worker is known to be away. `isRead`: it may be the trial. */
  async run<T>(call: () => Promise<T>, isRead: boolean): Promise<T> {
    for (;;) {
      if (this.#openedAt === undefined) return this.observe(call);
      if (this.#trial && isRead) await this.#trial;
      else if (this.#clock.monotonic() - this.#openedAt < HALF_OPEN_AFTER_MS) throw this.#refusal();
      else return isRead ? this.#try(call) : this.observe(call);
    }
  }

  #try<T>(call: () => Promise<T>): Promise<T> {
    const running = this.observe(call);
    this.#trial = running.then(
      () => undefined,
      () => undefined,
    );
    void this.#trial.then(() => {
      this.#trial = undefined;
    });
    return running;
  }

  /** Runs a call in any state; how it ends counts all the same. */
  async observe<T>(call: () => Promise<T>): Promise<T> {
    try {
      const result = await call();
      this.#answered();
      return result;
    } catch (error) {
      if (isUnreachable(error)) this.#failed(error);
      else if (isRestError(error) || isProtocolError(error)) this.#answered();
      throw error;
    }
  }

  #answered(): void {
    this.#failures = [];
    this.#openedAt = undefined;
    this.#last = { at: this.#clock.now(), problem: null };
  }

  #failed(error: ConnectUnreachableError): void {
    const now = this.#clock.monotonic();
    this.#error = error;
    this.#last = { at: this.#clock.now(), problem: toClusterProblem(error) };
    this.#failures = [...this.#failures.filter((at) => now - at < WINDOW_MS), now];
    if (this.#openedAt !== undefined || this.#failures.length >= MAX_FAILURES) this.#openedAt = now;
  }

  /** The last failure again; this call was never sent. */
  #refusal(): ConnectUnreachableError {
    const last = this.#error;
    return new ConnectUnreachableError(last?.kind ?? 'refused', last?.message ?? 'It is away.', 'no', last);
  }
}
