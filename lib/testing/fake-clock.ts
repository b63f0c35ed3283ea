import type { Clock } from '../base/clock.ts';

/** A clock that stands still until a test moves it, so that hours pass in milliseconds. Units: ms. */
export class FakeClock implements Clock {
  #now: number;
  #elapsed = 0;
  #timers: { at: number; run: () => void }[] = [];

  constructor(now = Date.UTC(2026, 0, 15, 14)) {
    this.#now = now;
  }

  now = (): number => this.#now;
  monotonic = (): number => this.#elapsed;

  /** Sets wall time without letting time pass, as an administrator would. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Lets time pass and fires, in order, every timer that falls due. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.#moveTo(next.at);
      next.run();
    }
    this.#moveTo(end);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.after(ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        reject(signal.reason as Error);
      });
    });
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#elapsed + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  #moveTo(elapsed: number): void {
    this.#now += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }
}
