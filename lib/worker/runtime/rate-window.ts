import type { TaskCounts } from './task-metrics.ts';

const WINDOW_MS = 30_000;

/**
 * Keeps what was counted over the last half minute, to tell rates of.
 *
 * Source: kafka `SampledStat`, whose windows are as long.
 */
export class RateWindow {
  #samples: { at: number; totals: TaskCounts['totals'] }[] = [];

  /** Adds what has been counted up to now. Units: `at` in ms of a monotonic clock. */
  add(at: number, totals: TaskCounts['totals']): void {
    this.#samples.push({ at, totals });
    // The newest that is old enough stays, or there would be nothing to compare with.
    const isNeeded = (index: number) => {
      const next = this.#samples[index + 1];
      return next === undefined || at - next.at < WINDOW_MS;
    };
    this.#samples = this.#samples.filter((_, index) => isNeeded(index));
  }

  /** How much a total has grown a second, lately. 0 before there are two looks. */
  perSecond(name: string, now: number): number {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || now <= first.at) return 0;
    const grown = (last.totals[name] ?? 0) - (first.totals[name] ?? 0);
    return (grown * 1000) / (now - first.at);
  }
}
