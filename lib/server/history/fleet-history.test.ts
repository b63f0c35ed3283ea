import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole } from '@/lib/testing/test-console';
import { getFailureReport, getFailuresOfDay, getFleetHistory } from '../services/history';
import { readWorstConnectors } from './read-failures';

test('failures of the fleet come from what was observed, by hour, day and connector, without first sights', async () => {
  await using worker = await FakeWorker.start();
  worker.add('orders', { states: ['RUNNING', 'RUNNING'] });
  worker.add('calm');
  await using running = await startTestConsole({ clusters: { prod: worker.url } });
  const failed = () => running.console.fleet.snapshot().clusters[0]?.tasks.failed;
  await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors).toHaveLength(2));
  expect(failed()).toBe(0);
  worker.add('orders', { states: ['FAILED', 'FAILED'], trace: 'x.ConnectException: no' });
  await vi.waitFor(() => expect(failed()).toBe(2));
  worker.add('orders', { states: ['RUNNING', 'FAILED'], trace: 'x.ConnectException: no' });
  await vi.waitFor(() => expect(failed()).toBe(1));

  const history = await getFleetHistory(running.context);
  expect(history.buckets).toHaveLength(24);
  // At a full hour the failures may lie in two of them.
  expect(Math.max(...history.buckets.slice(-2).map((bucket) => bucket.failed))).toBe(2);
  expect(history.buckets.slice(0, 22).every((bucket) => bucket.failed === 0)).toBe(true);
  expect(history.changes.map(({ task, from, to, cause }) => [task, from, to, cause])).toEqual([
    [0, 'FAILED', 'RUNNING', null],
    [1, 'RUNNING', 'FAILED', 'ConnectException: no'],
    [0, 'RUNNING', 'FAILED', 'ConnectException: no'],
  ]);

  const report = await getFailureReport(running.context);
  expect(report.days).toHaveLength(90);
  const sums = report.days.slice(-2).reduce((sum, day) => sum + day.failures, 0);
  expect(sums).toBe(2);
  expect(report.worst.map(({ connector }) => connector)).toEqual(['orders']);
  expect(report.worst[0]).toMatchObject({ failures: 2, restores: 1 });
  expect(report.worst[0]?.failedMs).toBeGreaterThan(0);
  expect(report.worst[0]?.uptime).toBeLessThan(1);
  expect(report.worst[0]?.uptime).toBeGreaterThan(0);

  // Made once for all who ask within half a minute.
  expect(await getFailureReport(running.context)).toBe(report);

  const days = report.days.slice(-2).map(({ at }) => new Date(at).toISOString().slice(0, 10));
  const lists = await Promise.all(days.map((day) => getFailuresOfDay(running.context, { day })));
  expect(lists.flatMap(({ connectors }) => connectors.map(({ connector }) => connector))).toContain('orders');
  expect((await getFailuresOfDay(running.context, { day: '2001-01-01' })).connectors).toEqual([]);
});

test('the worst connectors are found among more than one step of the reading, each with all its tasks', async () => {
  await using running = await startTestConsole({ clusters: {} });
  const { db } = running.console;
  const tasks = { connectors: 900, each: 3 };
  const instances = Array.from({ length: tasks.connectors * tasks.each }, (_, i) => i);
  const connectorOf = (i: number) => `connector-${Math.floor(i / tasks.each)}`;
  for (const cluster of ['east', 'west']) {
    const shift = cluster === 'east' ? 0 : instances.length;
    const rows = instances.map((i) => [shift + i + 1, cluster, connectorOf(i), i % tasks.each]);
    await sql`insert into instance (id, cluster, connector, task, first_at, at, state)
      select value->>0, value->>1, value->>2, value->>3, 0, 0, 'RUNNING'
      from json_each(${JSON.stringify(rows)})`.execute(db);
  }
  // On each of two days every task fails once, for as many ms as its connector's number.
  await sql`insert into rollup_day
    select d.value, i.id, 0, (i.id - 1) / 3 % 900, 0, 0, 0, 1, 1, 0, 0, 0, null
    from instance i join json_each('[10, 11]') d`.execute(db);
  const read = (days: { first: number; last: number }) =>
    readWorstConnectors(db, { now: 12 * 86_400_000, clusters: ['east', 'west', 'gone'] }, days, 4);

  const { total, connectors } = await read({ first: 10, last: 11 });
  expect(total).toBe(1_800);
  expect(connectors.map(({ connector, failedMs, failures }) => [connector, failedMs, failures])).toEqual([
    ['connector-899', 899 * 6, 6],
    ['connector-899', 899 * 6, 6],
    ['connector-898', 898 * 6, 6],
    ['connector-898', 898 * 6, 6],
  ]);
  expect((await read({ first: 11, last: 20 })).connectors[0]).toMatchObject({
    failedMs: 899 * 3,
    failures: 3,
  });
  expect((await read({ first: 12, last: 20 })).total).toBe(0);
});
