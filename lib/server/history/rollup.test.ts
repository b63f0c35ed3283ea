import { describe, expect, test } from 'vitest';
import { LookedSpans } from './looked-spans';
import { failedSince } from './outage';
import { type InstanceState, RollupSums } from './rollup';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const start = 1_000 * DAY;
const always = { cluster: 'c', isTask: true, looked: (from: number, to: number) => to - from };
const instance = (more: Partial<InstanceState> = {}): InstanceState => ({
  id: 1,
  at: start,
  state: 'RUNNING',
  countedTo: start,
  ...more,
});

describe('sums per hour and day', () => {
  test('put the time before a change into the bucket of the change, the rest is read off the last end', () => {
    const sums = new RollupSums();
    sums.change(always, instance(), 'FAILED', start + 2.5 * HOUR);
    expect([...sums.days.values()]).toMatchObject([
      {
        bucket: 1_000,
        running: 2.5 * HOUR,
        failed: 0,
        changes: 1,
        failures: 1,
        endAt: start + 2.5 * HOUR,
        endState: 'FAILED',
      },
    ]);
    expect([...sums.hours.values()]).toMatchObject([{ bucket: 24_002, running: 0.5 * HOUR, failures: 1 }]);
  });

  test('put failed time into every bucket it touches, and the restore where it happened', () => {
    const sums = new RollupSums();
    const failed = instance({ state: 'FAILED', at: start + HOUR / 2, countedTo: start + HOUR / 2 });
    sums.change(always, failed, 'RUNNING', start + 2.25 * HOUR);
    expect(
      [...sums.hours.values()].map((sum) => [sum.bucket, sum.failed, sum.restores, sum.restoreMs]),
    ).toEqual([
      [24_000, HOUR / 2, 0, 0],
      [24_001, HOUR, 0, 0],
      [24_002, HOUR / 4, 1, 1.75 * HOUR],
    ]);
    expect([...sums.fleet.values()].map((sum) => sum.failedMs)).toEqual([HOUR / 2, HOUR, HOUR / 4]);
  });

  test('time already counted is not counted twice', () => {
    const sums = new RollupSums();
    const failed = instance({ state: 'FAILED' });
    sums.spend(always, failed, start + 1_000);
    sums.change(always, { ...failed, countedTo: start + 1_000 }, 'RUNNING', start + 3_000);
    expect([...sums.days.values()]).toMatchObject([{ failed: 3_000, restores: 1, restoreMs: 3_000 }]);
  });

  test('a restart passes through UNASSIGNED and is restored once it runs; failing again before is the same outage', () => {
    const sums = new RollupSums();
    const failed = instance({ state: 'FAILED' });
    sums.change(always, failed, 'UNASSIGNED', start + 1_000);
    const since = failedSince(failed.at, 'UNASSIGNED', start + 1_000);
    const coming = instance({
      state: 'UNASSIGNED',
      at: start + 1_000,
      countedTo: start + 1_000,
      failedAt: since,
    });
    sums.change(always, coming, 'RUNNING', start + 3_000);
    expect([...sums.days.values()]).toMatchObject([
      { failed: 1_000, other: 2_000, restores: 1, restoreMs: 3_000 },
    ]);
    expect(failedSince(start, 'FAILED', start + 9)).toBe(start);
    expect(failedSince(start, 'RUNNING', start + 9)).toBeUndefined();
    expect(failedSince(start, 'PAUSED', start + 9)).toBeUndefined();
  });

  test('C13 a clock that went back gives no negative time', () => {
    const sums = new RollupSums();
    sums.change(always, instance({ at: start + HOUR, countedTo: start + HOUR }), 'FAILED', start + 1_000);
    expect([...sums.days.values()]).toMatchObject([{ running: 0, failed: 0, changes: 1 }]);
  });

  test('a connector’s own state is not counted among the fleet’s tasks', () => {
    const sums = new RollupSums();
    sums.change({ ...always, isTask: false }, instance(), 'FAILED', start + 1_000);
    expect(sums.fleet.size).toBe(0);
  });
});

describe('looked time', () => {
  test('leaves out what lies between stretches, and goes on right after the last look', () => {
    const spans = new LookedSpans(15, [
      { from: 0, to: 100 },
      { from: 200, to: 300 },
    ]);
    expect(spans.within(50, 250)).toBe(100);
    expect(spans.within(120, 180)).toBe(0);
    expect(spans.within(250, 310)).toBe(60);
    expect(spans.within(250, 400)).toBe(50);
  });

  test('a look after a gap begins a new stretch', () => {
    const spans = new LookedSpans(15, [{ from: 0, to: 100 }]);
    expect(spans.current(110)).toEqual({ from: 0, to: 100 });
    expect(spans.current(120)).toBeUndefined();
    expect(spans.current(-5)).toBeUndefined();
  });
});
