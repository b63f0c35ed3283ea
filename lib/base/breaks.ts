import { setImmediate as turn } from 'node:timers/promises';
import { systemClock } from './clock.ts';

/** Units: ms of work in one go; everybody else's requests wait that long at most. */
const WORK_MS = 8;

/**
 * Cuts long work into pieces so that the event loop turns in between: `if (breaks.isDue()) await breaks.take();`
 *
 * Whoever takes a break must expect that the world has changed after it.
 */
export class Breaks {
  #since = systemClock.monotonic();

  isDue(): boolean {
    return systemClock.monotonic() - this.#since >= WORK_MS;
  }

  async take(): Promise<void> {
    await turn();
    this.#since = systemClock.monotonic();
  }
}
