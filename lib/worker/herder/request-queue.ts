import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { SerialQueue } from '../../base/serial-queue.ts';
import { RequestTimeoutException } from './exceptions.ts';

interface Stage {
  readonly what: string;
  readonly startedAt: number;
  completedAt: number | undefined;
}

/**
 * Runs everything that changes something, one after the other, and knows what it is busy with.
 *
 * Units: a request waits at most 90 s for its answer; the job itself goes on. Errors: RequestTimeoutException with the
 * stage. Source: kafka `DistributedHerder#tick`, `HerderRequestHandler`, KAFKA-15563.
 */
export class RequestQueue {
  static readonly TIMEOUT_MS = 90_000;
  readonly #queue = new SerialQueue();
  readonly #clock: Clock;
  readonly #log: Logger;
  #stage: Stage | undefined;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Runs a job whose answer somebody waits for. */
  run<T>(what: string, job: () => Promise<T> | T): Promise<T> {
    return this.within(this.#queue.run(() => this.#staged(what, job)));
  }

  /** Runs a job nobody waits for; what it throws is logged. */
  background(what: string, job: () => Promise<void> | void): void {
    void this.#queue
      .run(() => this.#staged(what, job))
      .catch((error: unknown) => this.#log.error(`Failed while ${what}`, { error }));
  }

  /** Waits for work outside the queue under the same time limit. */
  async within<T>(work: Promise<T>): Promise<T> {
    let cancel: () => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = this.#clock.after(RequestQueue.TIMEOUT_MS, () =>
        reject(new RequestTimeoutException(this.#describeTimeout())),
      );
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }

  /** Resolves when all jobs so far have ended. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #staged<T>(what: string, job: () => Promise<T> | T): Promise<T> {
    const stage: Stage = { what, startedAt: this.#clock.now(), completedAt: undefined };
    this.#stage = stage;
    try {
      return await job();
    } finally {
      stage.completedAt = this.#clock.now();
    }
  }

  #describeTimeout(): string {
    const stage = this.#stage;
    if (!stage) return 'Request timed out';
    const began = new Date(stage.startedAt).toISOString();
    if (stage.completedAt === undefined) {
      return `Request timed out. The worker is currently ${stage.what}, which began at ${began}.`;
    }
    const completed = new Date(stage.completedAt).toISOString();
    return `Request timed out. The last operation the worker completed was ${stage.what}, which began at ${began} and completed at ${completed}.`;
  }
}
