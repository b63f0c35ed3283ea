import { expect, test } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { startTestConsole } from '@/lib/testing/test-console';
import { coarseLane, readCoarseLanes } from './coarse-lanes';
import { readInstances } from './read-events';
import { readTimeline } from './read-timeline';

const HOUR = 3_600_000;
const row = (bucket: number, more: object) => ({
  bucket,
  instance: 1,
  running_ms: 0,
  failed_ms: 0,
  paused_ms: 0,
  stopped_ms: 0,
  other_ms: 0,
  changes: 0,
  failures: 0,
  restores: 0,
  restore_ms: 0,
  end_at: 0,
  end_state: null,
  ...more,
});

test('a coarse lane shows the worst state of a stretch, and quiet stretches as they were left', () => {
  const window = { from: 0, to: 6 * HOUR };
  const rows = [
    row(1, { running_ms: HOUR / 2, changes: 1, failures: 1, end_at: 1.5 * HOUR, end_state: 'FAILED' }),
    row(2, {
      failed_ms: HOUR / 4,
      changes: 1,
      restores: 1,
      restore_ms: HOUR,
      end_at: 2.25 * HOUR,
      end_state: 'RUNNING',
    }),
  ];
  const { segments, figures } = coarseLane(rows, HOUR, {
    window,
    now: 6 * HOUR,
    gaps: [{ from: 4 * HOUR, to: 5 * HOUR }],
  });
  expect(segments).toEqual([
    { from: HOUR, to: 3 * HOUR, state: 'FAILED' },
    { from: 3 * HOUR, to: 4 * HOUR, state: 'RUNNING' },
    { from: 5 * HOUR, to: null, state: 'RUNNING' },
  ]);
  expect(figures).toEqual({
    ms: { RUNNING: HOUR / 2 + 2.75 * HOUR, FAILED: HOUR / 2 + HOUR / 4 },
    changes: 2,
    failures: 1,
    restores: 1,
    restoreMs: HOUR,
  });
});

test('a window with more changes than can be drawn comes as sums, which agree with the changes', async () => {
  await using running = await startTestConsole({ clusters: {} });
  const { history, db, clock } = running.console;
  const cluster = ClusterId.parse('prod');
  const now = clock.now();
  const from = now - 3 * HOUR;
  // Looked at throughout; 2,600 failures of 1 s every 4 s.
  for (let at = from; at <= now; at += 10_000) history.looked(cluster, at);
  const change = (task: number, before: string | null, to: string, at: number) =>
    history.transitions(
      cluster,
      [{ connector: 'orders', task, from: before, to, workerId: null, trace: null }],
      at,
    );
  change(0, null, 'RUNNING', from);
  for (let i = 0; i < 2_600; i += 1) {
    change(0, 'RUNNING', 'FAILED', from + i * 4_000 + 1_000);
    change(0, 'FAILED', 'RUNNING', from + i * 4_000 + 2_000);
  }
  await history.flush();
  const query = { cluster, connector: 'orders', window: { from: from - HOUR, to: now }, now, gapMs: 15_000 };
  const timeline = await readTimeline(db, query);
  expect(timeline.resolutionMs).toBe(HOUR);
  expect(timeline.events.length).toBe(500);
  expect(timeline.figures).toMatchObject([
    { task: 0, failures: 2_600, restores: 2_600, restoreMs: 2_600_000 },
  ]);
  expect(timeline.figures[0]?.ms.FAILED).toBe(2_600_000);
  const looked = Object.values(timeline.figures[0]?.ms ?? {}).reduce((sum, ms) => sum + ms, 0);
  expect(Math.abs(looked - 3 * HOUR)).toBeLessThan(20_000);
  expect(timeline.lanes[0]?.segments.length).toBeLessThan(10);

  // The same window in days: nobody needs to draw each of them.
  const instances = await readInstances(db, cluster, 'orders');
  const window = { from: now - 90 * 24 * HOUR, to: now };
  const days = await readCoarseLanes(db, instances, { window, now, gaps: [] });
  expect(days.resolutionMs).toBe(24 * HOUR);
  expect(days.figures[0]).toMatchObject({ failures: 2_600, restores: 2_600 });
});
