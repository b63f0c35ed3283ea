import { expect, it } from 'vitest';
import type { Clock } from '../../base/clock.ts';
import { createLogger } from '../../base/logger.ts';
import { RequestQueue } from './request-queue.ts';

/** A clock whose timers fire when the test says so. */
class ManualClock implements Clock {
  readonly timers = new Set<() => void>();
  now = () => 0;
  monotonic = () => 0;
  sleep = () => Promise.resolve();
  after(_ms: number, run: () => void): () => void {
    this.timers.add(run);
    return () => this.timers.delete(run);
  }
}

function newQueue() {
  const clock = new ManualClock();
  const lines: string[] = [];
  const log = createLogger('test', { write: (line) => lines.push(line) });
  return { clock, lines, queue: new RequestQueue(clock, log) };
}

it('runs one job after the other and leaves no timer behind', async () => {
  const { queue, clock } = newQueue();
  const order: string[] = [];
  const first = queue.run('one', async () => {
    await Promise.resolve();
    order.push('one');
  });
  const second = queue.run('two', () => order.push('two'));
  await Promise.all([first, second]);
  expect(order).toEqual(['one', 'two']);
  expect(clock.timers.size).toBe(0);
});

it('answers a request that waits too long with what the worker is busy with', async () => {
  const { queue, clock } = newQueue();
  const busy = Promise.withResolvers<void>();
  queue.background('starting connector slow', () => busy.promise);
  const waiting = queue.run('pausing connector x', () => 'done');
  await Promise.resolve();
  await Promise.resolve();
  for (const fire of clock.timers) fire();
  await expect(waiting).rejects.toThrow(
    'Request timed out. The worker is currently starting connector slow, which began at 1970-01-01T00:00:00.000Z.',
  );
  busy.resolve();
  await queue.idle();
  const late = queue.within(new Promise(() => undefined));
  for (const fire of clock.timers) fire();
  await expect(late).rejects.toThrow(
    /^Request timed out\. The last operation the worker completed was pausing connector x/,
  );
});

it('logs what fails in the background and goes on', async () => {
  const { queue, lines } = newQueue();
  queue.background('stopping connector x', () => {
    throw new Error('no');
  });
  expect(await queue.run('next', () => 1)).toBe(1);
  expect(lines[0]).toContain('Failed while stopping connector x');
});
