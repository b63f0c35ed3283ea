import { expect, it } from 'vitest';
import { RateWindow } from './rate-window.ts';
import { TaskMetrics } from './task-metrics.ts';

it('has every total from the start, and is told only when something changed', () => {
  const metrics = new TaskMetrics('sink');
  expect(metrics.takeChanged()?.totals).toMatchObject({ 'sink-record-read-total': 0, 'total-retries': 0 });
  expect(metrics.takeChanged()).toBeUndefined();
  metrics.add('sink-record-read-total', 0);
  expect(metrics.takeChanged()).toBeUndefined();
  metrics.add('sink-record-read-total', 5);
  metrics.time('put-batch', 3);
  metrics.time('put-batch', 1);
  expect(metrics.takeChanged()).toMatchObject({
    totals: { 'sink-record-read-total': 5 },
    timings: { 'put-batch': { count: 2, sumMs: 4, maxMs: 3 } },
  });
});

it('tells rates of the last half minute, and falls to nothing when nothing happens', () => {
  const window = new RateWindow();
  expect(window.perSecond('n', 0)).toBe(0);
  for (let second = 0; second <= 100; second += 1) window.add(second * 1000, { n: second * 10 });
  expect(window.perSecond('n', 100_000)).toBeCloseTo(10, 0);
  for (let second = 101; second <= 140; second += 1) window.add(second * 1000, { n: 1000 });
  expect(window.perSecond('n', 140_000)).toBe(0);
});
