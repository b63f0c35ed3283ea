import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { startActions } from '../actions';
import { getAutoRestart, setAutoRestart } from '.';

const clusterId = ClusterId.parse('prod');
const TRACE = 'org.x.ConnectException: y\nCaused by: org.x.DataException: bad record';
const ref = { clusterId, connector: 'orders' };
const settings = { enabled: true, maxRestarts: 7 };
const PATIENT = { timeout: 15_000, interval: 100 };
const RESTART = 'POST /connectors/orders/restart?includeTasks=true&onlyFailed=true';

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

async function start(): Promise<void> {
  running = await startTestConsole({ clusters: { prod: worker.url } });
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBe(worker.version));
}

test('one request restarts what failed, as "auto-restart" and with its reason in the audit', async () => {
  worker.add('orders', { states: ['FAILED', 'RUNNING'], trace: TRACE });
  await start();
  await setAutoRestart(running.context, { ...ref, settings });
  await vi.waitFor(async () => {
    const { history } = await getAutoRestart(running.context, ref);
    expect(history).toMatchObject([{ actor: 'auto-restart', phase: 'succeeded', workerStatus: 202 }]);
  }, PATIENT);
  expect(worker.writes()).toEqual([RESTART]);
  expect(await getAutoRestart(running.context, ref)).toMatchObject({
    restarts: 1,
    nextAt: null,
    gaveUp: null,
  });
  const rows = await running.console.db.selectFrom('audit').selectAll().orderBy('seq').execute();
  const intent = rows.find(({ actor, kind }) => actor === 'auto-restart' && kind === 'intent');
  expect(JSON.parse(intent?.detail ?? '')).toEqual({
    reason: 'auto-restart',
    cause: 'DataException: bad record',
    attempt: 1,
    of: 7,
  });
  expect(rows.filter(({ operation }) => operation === 'set-auto-restart')).toHaveLength(2);
  expect(await running.console.audit.firstBroken()).toBeNull();
});

test('a connector that was not switched on stays failed', async () => {
  worker.add('orders', { states: ['FAILED'], trace: TRACE });
  worker.add('other', { states: ['FAILED'], trace: TRACE });
  await start();
  await setAutoRestart(running.context, { ...ref, settings });
  await vi.waitFor(() => expect(worker.writes()).toHaveLength(1), PATIENT);
  expect(worker.writes()).toEqual([RESTART]);
});

test('C27: a failed task of a paused connector is left alone, and the page says why', async () => {
  const orders = worker.add('orders', { states: ['FAILED'], trace: TRACE });
  if (orders.connector) orders.connector.state = 'PAUSED';
  worker.add('canary', { states: ['FAILED'], trace: TRACE });
  await start();
  await setAutoRestart(running.context, { ...ref, settings });
  await setAutoRestart(running.context, { clusterId, connector: 'canary', settings });
  await vi.waitFor(() => expect(worker.writes().join()).toContain('canary'), PATIENT);
  const looks = worker.requests.length;
  await vi.waitFor(() => expect(worker.requests.length).toBeGreaterThan(looks + 20), PATIENT);
  expect(worker.writes().join()).not.toContain('orders');
  expect((await getAutoRestart(running.context, ref)).waitingFor).toBe('the connector is PAUSED');
});

test('C27: a connector that is being deleted is left alone', async () => {
  worker.add('orders', { states: ['FAILED'], trace: TRACE });
  worker.fail('DELETE /connectors/orders', { do: 'hang' });
  worker.add('canary', { states: ['FAILED'], trace: TRACE });
  await start();
  await startActions(running.context, { action: 'delete', targets: [ref] });
  await setAutoRestart(running.context, { ...ref, settings });
  await setAutoRestart(running.context, { clusterId, connector: 'canary', settings });
  await vi.waitFor(() => expect(worker.writes().join()).toContain('canary'), PATIENT);
  const looks = worker.requests.length;
  await vi.waitFor(() => expect(worker.requests.length).toBeGreaterThan(looks + 20), PATIENT);
  expect(worker.writes().filter((line) => line.includes('orders'))).toEqual(['DELETE /connectors/orders']);
  expect((await getAutoRestart(running.context, ref)).waitingFor).toBe('delete is under way');
});

test('a new connector by the name of a deleted one must be switched on anew', async () => {
  worker.add('orders');
  await start();
  await setAutoRestart(running.context, { ...ref, settings });
  await startActions(running.context, { action: 'delete', targets: [ref] });
  await vi.waitFor(async () => {
    expect((await getAutoRestart(running.context, ref)).enabled).toBe(false);
    expect(await running.console.db.selectFrom('auto_restart').selectAll().execute()).toEqual([]);
  }, PATIENT);
});

test('C5: a rebalance is not counted as a try and not asked again at once', async () => {
  worker.add('orders', { states: ['FAILED'], trace: TRACE });
  const body = '{"error_code":409,"message":"Cannot complete request momentarily"}';
  worker.fail('POST /connectors/orders/restart', { do: 'answer', status: 409, body });
  await start();
  await setAutoRestart(running.context, { ...ref, settings });
  await vi.waitFor(async () => {
    expect(worker.writes()).toHaveLength(1);
    expect(await getAutoRestart(running.context, ref)).toMatchObject({ restarts: 0, lastAt: null });
  }, PATIENT);
});

test('an unknown connector and an unknown cluster cannot be switched on', async () => {
  await start();
  await expect(setAutoRestart(running.context, { ...ref, settings })).rejects.toMatchObject({
    code: 'resource/not-found',
  });
  const nowhere = { clusterId: ClusterId.parse('nowhere'), connector: 'orders' };
  await expect(getAutoRestart(running.context, nowhere)).rejects.toMatchObject({
    code: 'resource/not-found',
  });
});
