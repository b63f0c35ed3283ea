import { type Clock, systemClock } from '../base/clock.ts';

/**
 * The machine's clock, but every wait takes `speed` times less, so that back-off of minutes is tested in seconds.
 * `limits` real: time limits of requests stay as they are, which a busy machine would else run into.
 */
export function fastClock(speed: number, limits: 'fast' | 'real' = 'fast'): Clock {
  const startedAt = systemClock.now();
  const elapsed = () => systemClock.monotonic() * speed;
  const zero = elapsed();
  return {
    now: () => Math.round(startedAt + elapsed() - zero),
    monotonic: elapsed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    after: (ms, run) => systemClock.after(limits === 'real' ? ms : ms / speed, run),
  };
}
