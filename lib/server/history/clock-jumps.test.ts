import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Clock, systemClock } from '@/lib/base/clock';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { startActions } from '../services/actions';
import { setAutoRestart } from '../services/auto-restart';
import { getTimeline } from '../services/connectors';
import { getFailureReport, getFailuresOfDay, getFleetHistory } from '../services/history';

const clusterId = ClusterId.parse('prod');
const orders = { clusterId, connector: 'orders' };
const HOUR = 3_600_000;
/** What administrators and time servers do to a clock. Units: ms. */
const JUMPS = [3 * 24 * HOUR, -HOUR, -3 * 24 * HOUR, HOUR, 3 * 24 * HOUR];

let worker: FakeWorker;
let running: TestConsole;
let offset = 0;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + offset };

beforeEach(async () => {
  offset = 0;
  worker = await FakeWorker.start();
  worker.add('orders');
  running = await startTestConsole({ clusters: { prod: worker.url }, pollMs: 30, clock });
  await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors).toHaveLength(1), {
    timeout: 10_000,
  });
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

/** Paths of numbers that say how long and are below zero, and of spans that end before they begin. */
function impossible(value: unknown, at = ''): string[] {
  if (value === null || typeof value !== 'object') return [];
  const { from, to } = value as Record<string, unknown>;
  const endsEarly = typeof from === 'number' && typeof to === 'number' && to < from;
  const inner = Object.entries(value).flatMap(([key, one]) => {
    const isLong = /ms$|\.ms\.|^uptime$|^restores$|^failures$/i.test(at.endsWith('.ms') ? `.ms.${key}` : key);
    return isLong && typeof one === 'number' && one < 0 ? [`${at}.${key}`] : impossible(one, `${at}.${key}`);
  });
  return endsEarly ? [`${at} ends early`, ...inner] : inner;
}

/** Makes the connector fail or run, and waits until that is seen. */
async function become(state: string): Promise<void> {
  worker.add('orders', { states: [state], trace: `org.x.E: ${state} ${offset}` });
  await vi.waitFor(
    () => expect(running.console.fleet.snapshot().connectors[0]?.tasks[0]?.state).toBe(state),
    { timeout: 10_000 },
  );
}

test('C13 clocks that jump by days give no negative time, nothing seen is lost, and looks keep their pace', async () => {
  await setAutoRestart(running.context, { ...orders, settings: { enabled: true, maxRestarts: 7 } });
  for (const jump of JUMPS) {
    await become('FAILED');
    const looks = worker.requests.length;
    offset += jump;
    // Looks go on at their pace: waiting is measured by a clock that never jumps.
    await vi.waitFor(() => expect(worker.requests.length).toBeGreaterThan(looks + 4), { timeout: 2_000 });
    await become('RUNNING');
    if (jump > 0) continue;
    const { actions } = await startActions(running.context, { action: 'restart-all', targets: [orders] });
    offset += Math.trunc(jump / 7);
    await vi.waitFor(
      () => expect(running.console.actions.get(actions[0]?.id ?? '')?.finishedAt).not.toBeNull(),
      { timeout: 10_000 },
    );
  }
  await running.console.history.flush();
  const now = clock.now();
  const window = { from: now - 20 * 24 * HOUR, to: now + 20 * 24 * HOUR };
  const days = Array.from({ length: 9 }, (_, i) =>
    new Date(now + (i - 4) * 24 * HOUR).toISOString().slice(0, 10),
  );
  const answers = {
    timeline: await getTimeline(running.context, { ...orders, window }),
    report: await getFailureReport(running.context),
    fleet: await getFleetHistory(running.context),
    days: await Promise.all(days.map((day) => getFailuresOfDay(running.context, { day }))),
    actions: running.console.actions.list().map(({ outcomes }) => outcomes),
    snapshot: running.console.fleet.snapshot(),
  };
  expect(impossible(answers)).toEqual([]);
  // Nothing seen is lost, and what is known of it last is what is so.
  const { db } = running.console;
  const ofTask = await db.selectFrom('instance').selectAll().where('task', '=', 0).executeTakeFirst();
  expect(ofTask?.state).toBe('RUNNING');
  const kept = await db
    .selectFrom('status_event')
    .select('to_state')
    .where('instance', '=', ofTask?.id ?? 0)
    .execute();
  for (const state of ['FAILED', 'RUNNING'])
    expect(kept.filter((one) => one.to_state === state).length).toBeGreaterThanOrEqual(JUMPS.length);
  expect(await running.console.audit.firstBroken()).toBeNull();
  expect(running.console.health.current.state).toBe('ok');
});
