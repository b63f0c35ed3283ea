import { sql } from 'kysely';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { StatusEvent } from '@/lib/api/timeline';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { getTimeline } from '../services/connectors';
import { buildLanes, gapsIn, type TimelineInput } from './build-timeline';

const event = (at: number, task: number | null, from: string | null, to: string | null): StatusEvent => ({
  at,
  task,
  from,
  to,
  workerId: null,
  cause: null,
});

const build = (input: Partial<TimelineInput>) =>
  buildLanes({
    window: { from: 100, to: 200 },
    now: 1_000,
    before: [],
    events: [],
    looked: [{ from: 0, to: 1_000 }],
    ...input,
  });

describe('lanes', () => {
  test('begin with the state from before the window', () => {
    expect(
      build({ before: [event(10, null, null, 'RUNNING')], events: [event(150, null, 'RUNNING', 'FAILED')] }),
    ).toEqual([
      {
        task: null,
        segments: [
          { from: 100, to: 150, state: 'RUNNING' },
          { from: 150, to: 200, state: 'FAILED' },
        ],
      },
    ]);
  });

  test('put the connector first, then tasks, and end where an instance is gone', () => {
    const lanes = build({
      events: [
        event(110, 1, null, 'RUNNING'),
        event(110, null, null, 'RUNNING'),
        event(120, 0, null, 'RUNNING'),
        event(160, 1, 'RUNNING', null),
      ],
    });
    expect(lanes.map(({ task }) => task)).toEqual([null, 0, 1]);
    expect(lanes[2]?.segments).toEqual([{ from: 110, to: 160, state: 'RUNNING' }]);
  });

  test('never reach into a gap', () => {
    const looked = [
      { from: 0, to: 130 },
      { from: 170, to: 1_000 },
    ];
    expect(build({ looked, before: [event(10, null, null, 'RUNNING')] })[0]?.segments).toEqual([
      { from: 100, to: 130, state: 'RUNNING' },
      { from: 170, to: 200, state: 'RUNNING' },
    ]);
  });

  test('stay open only for a state that goes on now', () => {
    const before = [event(10, null, null, 'RUNNING')];
    expect(build({ before, window: { from: 100, to: 1_000 } })[0]?.segments).toEqual([
      { from: 100, to: null, state: 'RUNNING' },
    ]);
    expect(build({ before })[0]?.segments).toEqual([{ from: 100, to: 200, state: 'RUNNING' }]);
  });
});

test('gaps are what nobody looked at; the future is none', () => {
  const window = { from: 0, to: 100 };
  expect(gapsIn(window, [], 50)).toEqual([{ from: 0, to: 50 }]);
  expect(
    gapsIn(
      window,
      [
        { from: 10, to: 20 },
        { from: 15, to: 30 },
        { from: 60, to: 70 },
      ],
      80,
    ),
  ).toEqual([
    { from: 0, to: 10 },
    { from: 30, to: 60 },
    { from: 70, to: 80 },
  ]);
});

describe('across a restart of the console', () => {
  let worker: FakeWorker;
  let running: TestConsole;
  afterEach(async () => {
    await running[Symbol.asyncDispose]();
    await worker[Symbol.asyncDispose]();
  });

  test('history stays, what changed meanwhile is one transition, and the absence is a gap', async () => {
    worker = await FakeWorker.start();
    const orders = worker.add('orders', { states: ['RUNNING'] });
    running = await startTestConsole({ clusters: { prod: worker.url } });
    const { folder, console: first } = running;
    await vi.waitFor(() => expect(first.fleet.snapshot().connectors[0]?.health).toBe('RUNNING'));
    await first[Symbol.asyncDispose]();
    // As if the console had been away for an hour.
    const { openDb } = await import('../db/open');
    const db = await openDb(`${folder}/console`);
    await db
      .updateTable('looked')
      .set((row) => ({ from_at: row.eb('from_at', '-', 3_600_000), to_at: row.eb('to_at', '-', 3_600_000) }))
      .execute();
    await db
      .updateTable('status_event')
      .set({ at: sql`at - 3600000`, day: sql`(at - 3600000) / 86400000` })
      .execute();
    await db.updateTable('instance').set({ at: sql`at - 3600000`, first_at: sql`at - 3600000` }).execute();
    await db.deleteFrom('rollup_day').execute();
    await db.destroy();
    if (orders.tasks[0]) orders.tasks[0].state = 'FAILED';
    running = await startTestConsole({ clusters: { prod: worker.url }, folder });
    await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors[0]?.health).toBe('FAILED'));
    const clusterId = ClusterId.parse('prod');
    const timeline = await getTimeline(running.context, { clusterId, connector: 'orders' });
    expect(timeline.events.map(({ task, from, to }) => [task, from, to])).toEqual([
      [null, null, 'RUNNING'],
      [0, null, 'RUNNING'],
      [0, 'RUNNING', 'FAILED'],
    ]);
    // The gap ends with the look that saw the change; both are stamped in it, one after the other.
    expect(Math.abs((timeline.gaps.at(-1)?.to ?? 0) - (timeline.events.at(-1)?.at ?? 0))).toBeLessThan(1_000);
    expect(timeline.lanes.map(({ segments }) => segments.at(-1)?.state)).toEqual(['RUNNING', 'FAILED']);
    expect(running.console.fleet.snapshot().connectors[0]?.since).toBe(timeline.events.at(-1)?.at);
  });
});
