import { describe, expect, test, vi } from 'vitest';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole } from '@/lib/testing/test-console';
import { getFleetHistory } from '../services/history';
import { failedPerBucket } from './read-fleet-history';

const HALF_HOUR = 30 * 60_000;
const now = 1_000 * HALF_HOUR;
const event = (ago: number, from: string | null, to: string | null) => ({
  at: now - ago * HALF_HOUR,
  task: 0,
  from,
  to,
});

describe('failed tasks over a day', () => {
  test('are counted back from now, each bucket with its highest count', () => {
    // Failed two half hours and a bit ago, came back half an hour later, another one is failed now.
    const buckets = failedPerBucket(
      [event(0.2, 'RUNNING', 'FAILED'), event(1.5, 'FAILED', 'RUNNING'), event(2.5, 'RUNNING', 'FAILED')],
      1,
      now,
    );
    expect(buckets).toHaveLength(48);
    expect(buckets.slice(-4).map(({ failed }) => failed)).toEqual([0, 1, 1, 1]);
    expect(buckets.slice(0, -3).every(({ failed }) => failed === 0)).toBe(true);
  });

  test('never fall below zero when history is cut, and ignore the connectors’ own states', () => {
    const connector = { ...event(1, 'RUNNING', 'FAILED'), task: null };
    expect(failedPerBucket([event(0.5, 'RUNNING', 'FAILED'), connector], 0, now).at(0)?.failed).toBe(0);
  });

  test('come from what was really observed, with the latest changes and without first sights', async () => {
    await using worker = await FakeWorker.start();
    worker.add('orders', { states: ['RUNNING'] });
    await using running = await startTestConsole({ clusters: { prod: worker.url } });
    const failed = () => running.console.fleet.snapshot().clusters[0]?.tasks.failed;
    await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors).toHaveLength(1));
    expect(failed()).toBe(0);
    worker.add('orders', { states: ['FAILED'] });
    await vi.waitFor(() => expect(failed()).toBe(1));
    await running.console.history.flush();
    const history = await getFleetHistory(running.context);
    expect(history.buckets.at(-1)?.failed).toBe(1);
    expect(history.buckets.at(-3)?.failed).toBe(0);
    expect(history.changes).toMatchObject([
      { clusterId: 'prod', connector: 'orders', task: 0, from: 'RUNNING', to: 'FAILED' },
    ]);
  });
});
