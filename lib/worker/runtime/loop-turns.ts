import type { Clock } from '../../base/clock.ts';

const EVERY_MS = 50;

/**
 * Lets the timers of a busy thread run.
 *
 * Node hands on up to a thousand messages of a port in a row; where each answer brings the next question, and its answer is
 * there before the work between is done, no timer is looked at for minutes. Source: node `MessagePort::OnMessage`.
 */
export class LoopTurns {
  readonly #clock: Clock;
  #lastAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastAt = clock.monotonic();
  }

  /** Whether the thread has been busy for so long that `take` is to be awaited; a promise each time would cost more. */
  get isDue(): boolean {
    return this.#clock.monotonic() - this.#lastAt >= EVERY_MS;
  }

  async take(): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.#lastAt = this.#clock.monotonic();
  }
}
