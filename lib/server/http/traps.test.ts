import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GET as health } from '@/app/api/health/route';
import { ACTION_KINDS, type ActionKind } from '@/lib/api/actions';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { setConsole } from '../console';
import { startActions } from '../services/actions';
import { createConnector, getConnector, updateConnectorConfig } from '../services/connectors';
import { validateConfig } from '../services/plugins';

/** What other consoles do wrong, one test each; what only the browser can get wrong is in `e2e/mocked/traps.spec.ts`. */

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SECRET = 'hunter2-hunter2';
const clusterId = ClusterId.parse('prod');
const orders = { clusterId, connector: 'orders' };

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
  worker.passwordKeys = ['db.password'];
  worker.add('orders', {
    config: { name: 'orders', 'connector.class': 'X', 'db.password': SECRET, 'not.declared': ' kept \n' },
    states: ['FAILED'],
    trace: 'org.x.ConnectException: no',
  });
  running = await startTestConsole({ clusters: { prod: worker.url, away: 'http://127.0.0.1:1' } });
  setConsole(running.console);
  await vi.waitFor(() => expect(running.console.fleet.watch('prod').root?.version).toBe('4.1.0'));
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

async function editTopic(topic: string) {
  const { config, configHash } = await getConnector(running.context, orders);
  const shown = (config ?? []).filter(({ masked }) => !masked).map(({ key, value }) => [key, value] as const);
  const keep = (config ?? []).filter(({ masked }) => masked).map(({ key }) => key);
  const draft = { set: { ...Object.fromEntries(shown), topic }, keep };
  return updateConnectorConfig(running.context, {
    ...orders,
    update: { draft, configHash: configHash ?? '' },
  });
}

test('traps 1 and 2: an edit writes back neither a mask nor only the keys that validate knows', async () => {
  await editTopic('new-topic');
  expect(worker.connectors.get('orders')?.config).toEqual({
    name: 'orders',
    'connector.class': 'X',
    'db.password': SECRET,
    'not.declared': ' kept \n',
    topic: 'new-topic',
  });
});

test('traps 3, 4 and 11: no GET changes a worker, asks an address from the query, or ships a secret', async () => {
  const other = await FakeWorker.start();
  const params = { clusterId: 'prod', connectorName: 'orders', channelId: 'c', ruleId: 'r', revertId: '1' };
  const folder = path.join(ROOT, 'app/api/v1');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('route.ts'),
  );
  let asked = 0;
  for (const file of files) {
    const { GET } = (await import(path.join(folder, file))) as {
      GET?: (request: Request, segments: { params: Promise<Record<string, string>> }) => Promise<Response>;
    };
    if (!GET) continue;
    const query = new URLSearchParams({ url: other.url, connectUrl: other.url, terms: `pw:${SECRET}` });
    const response = await GET(new Request(`http://localhost:3000/x?${query}`), {
      params: Promise.resolve(params),
    });
    asked += 1;
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) await response.body?.cancel();
    else expect(await response.text(), file).not.toContain(SECRET);
  }
  expect(asked).toBeGreaterThan(15);
  expect(worker.writes()).toEqual([]);
  expect(other.requests).toEqual([]);
  await other[Symbol.asyncDispose]();
});

const RECEIVED: Record<ActionKind, string> = {
  'restart-failed-tasks': 'POST /connectors/orders/restart?includeTasks=true&onlyFailed=true',
  'restart-connector': 'POST /connectors/orders/restart',
  'restart-all': 'POST /connectors/orders/restart?includeTasks=true&onlyFailed=false',
  'restart-task': 'POST /connectors/orders/tasks/0/restart',
  pause: 'PUT /connectors/orders/pause',
  resume: 'PUT /connectors/orders/resume',
  stop: 'PUT /connectors/orders/stop',
  'reset-topics': 'PUT /connectors/orders/topics/reset',
  delete: 'DELETE /connectors/orders',
};

test.each(ACTION_KINDS)('trap 5: %s does on the worker what it says, in one request', async (action) => {
  const target = action === 'restart-task' ? { ...orders, task: 0 } : orders;
  await startActions(running.context, { action, targets: [target] });
  await vi.waitFor(() => expect(worker.writes()).toEqual([RECEIVED[action]]));
});

test('traps 7 and 12: an unknown state hides no row, and only RUNNING counts as running', async () => {
  worker.add('odd', { states: ['RUNNING', 'HIBERNATING', 'UNASSIGNED'] });
  await vi.waitFor(() => {
    const { connectors, clusters } = running.console.fleet.snapshot();
    expect(connectors.map(({ name }) => name).sort()).toEqual(['odd', 'orders']);
    expect(clusters.find(({ id }) => id === 'prod')?.tasks).toEqual({ total: 4, running: 1, failed: 1 });
  });
});

test('traps 8 and 20: a cluster that cannot be asked is data beside the others, which wait for nobody', () => {
  const { clusters, connectors } = running.console.fleet.snapshot();
  expect(clusters.find(({ id }) => id === 'away')?.reachability).toMatchObject({
    state: 'unreachable',
    problem: { kind: 'refused' },
  });
  expect(connectors.map(({ name }) => name)).toEqual(['orders']);
});

test('trap 9: a 404 is an answer and is asked for once', async () => {
  const before = worker.requests.length;
  await expect(getConnector(running.context, { clusterId, connector: 'gone' })).rejects.toThrow(
    'There is no connector "gone"',
  );
  const asked = worker.requests.slice(before).filter(({ path: line }) => line.includes('gone'));
  expect(asked.map(({ path: line }) => line).sort()).toEqual(['/connectors/gone', '/connectors/gone/status']);
});

test('trap 13: counts and rows of a snapshot are from the same look', async () => {
  const flipping = worker.add('flip');
  const states = ['RUNNING', 'FAILED', 'PAUSED'];
  for (let n = 0; n < 30; n += 1) {
    if (flipping.tasks[0]) flipping.tasks[0].state = states[n % 3] ?? '';
    await running.console.fleet.watch('prod').lookSoon({ info: false });
    const { clusters, connectors } = running.console.fleet.snapshot();
    const failed = connectors.flatMap(({ tasks }) => tasks).filter(({ state }) => state === 'FAILED');
    const cluster = clusters.find(({ id }) => id === 'prod');
    expect(cluster?.tasks.failed).toBe(failed.length);
    expect(cluster?.connectors.total).toBe(connectors.length);
  }
});

test('trap 14: what was just created is followed by itself, without reading all connectors more often', async () => {
  worker.startOutcome = () => ({ state: 'RUNNING', afterMs: 1_000 });
  const lists = () => worker.requests.filter(({ path: line }) => line === '/connectors?expand=status').length;
  const { watch } = { watch: running.console.fleet.watch('prod') };
  await watch.lookSoon({ info: false });
  const [before, startedAt] = [lists(), performance.now()];
  const draft = { set: { 'connector.class': 'X' } };
  const { id } = await createConnector(running.context, { clusterId, connector: { name: 'fresh', draft } });
  await vi.waitFor(() => expect(running.console.actions.get(id)?.finishedAt).toBeTruthy(), {
    timeout: 15_000,
  });
  const ticks = (performance.now() - startedAt) / 200;
  // One look more right after the write is due; every tick brings one.
  expect(lists() - before).toBeLessThanOrEqual(Math.ceil(ticks) + 2);
});

test('trap 15: a connector without a status is listed all the same', async () => {
  worker.add('fresh', { connector: null, states: [] });
  await vi.waitFor(() =>
    expect(
      running.console.fleet.snapshot().connectors.find(({ name }) => name === 'fresh')?.state,
    ).toBeNull(),
  );
});

test('trap 18: the console is healthy while a cluster is not', async () => {
  const request = new Request('http://localhost:3000/api/health');
  expect((await health(request, { params: Promise.resolve({}) })).status).toBe(200);
});

test('trap 19: a FAILED connector can be stopped', async () => {
  const broken = worker.add('broken', { states: ['FAILED'] });
  if (broken.connector) broken.connector.state = 'FAILED';
  await startActions(running.context, { action: 'stop', targets: [{ clusterId, connector: 'broken' }] });
  await vi.waitFor(() => expect(worker.connectors.get('broken')?.connector?.state).toBe('STOPPED'));
});

test('trap 21: a validation asks the chosen plugin, once', async () => {
  const draft = { set: { 'connector.class': 'org.x.Chosen' }, keep: [] };
  await validateConfig(running.context, { clusterId, request: { pluginClass: 'org.x.Chosen', draft } });
  const asked = worker.requests.filter(({ path: line }) => line.endsWith('/validate'));
  expect(asked.map(({ path: line }) => line)).toEqual(['/connector-plugins/org.x.Chosen/config/validate']);
});

test('trap 22: a secret is one by its type or by its name', async () => {
  worker.add('secrets', {
    config: { 'connector.class': 'X', 'db.password': SECRET, 'api.token': SECRET, plain: 'x' },
  });
  const { config } = await getConnector(running.context, { clusterId, connector: 'secrets' });
  expect(config?.filter(({ masked }) => masked).map(({ key }) => key)).toEqual(['db.password', 'api.token']);
});
