import 'server-only';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the event loop was blocked since the last time it was asked. Units: ms. */
export interface LoopDelay {
  readonly max: number;
  readonly p99: number;
}

const RESOLUTION_MS = 10;

/** Watches how long other work keeps the event loop from turning. */
export class LoopMonitor implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#histogram.enable();
  }

  /** Returns what was measured and begins anew. Each value is what came on top of the 10 ms between two samples. */
  take(): LoopDelay {
    const above = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    const delay = { max: above(this.#histogram.max), p99: above(this.#histogram.percentile(99)) };
    this.#histogram.reset();
    return delay;
  }

  [Symbol.dispose](): void {
    this.#histogram.disable();
  }
}
