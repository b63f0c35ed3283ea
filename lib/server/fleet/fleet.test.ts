import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';

const TRACE =
  'org.x.ConnectException: Tolerance exceeded\n\tat y\nCaused by: org.x.DataException: bad record at 5';

let worker: FakeWorker;
let running: TestConsole | undefined;

beforeEach(async () => {
  worker = await FakeWorker.start();
});
afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  running = undefined;
  await worker[Symbol.asyncDispose]();
});

async function start(clusters: Record<string, string>): Promise<TestConsole> {
  running = await startTestConsole({ clusters });
  return running;
}

const row = (name: string) => running?.console.fleet.snapshot().connectors.find((one) => one.name === name);
const cluster = (id: string) => running?.console.fleet.clusters().clusters.find((one) => one.id === id);

test('C4: a worker that comes back is live within 6 s, although calls were refused until then', async () => {
  worker.add('orders');
  const { console: running } = await start({ prod: worker.url });
  await vi.waitFor(() => expect(cluster('prod')?.reachability.state).toBe('live'));
  worker.fail(/./, { do: 'reset' });
  const { client } = running.fleet.watch('prod');
  const refusesAtOnce = async () => {
    const before = worker.requests.length;
    await client.call('root').catch(() => undefined);
    return worker.requests.length === before;
  };
  await vi.waitFor(async () => expect(await refusesAtOnce()).toBe(true), { timeout: 10_000 });
  worker.heal();
  await vi.waitFor(() => expect(cluster('prod')?.reachability.state).toBe('live'), { timeout: 6_000 });
  await client.call('root');
});

describe('rows', () => {
  test('carry health, cause line and topics, and neither config nor trace', async () => {
    worker.add('orders', {
      states: ['RUNNING', 'FAILED'],
      trace: TRACE,
      config: { 'connector.class': 'X', topics: 'a, b', 'database.password': 'hunter2secret' },
    });
    await start({ prod: worker.url });
    await vi.waitFor(() => expect(row('orders')?.pluginClass).toBe('X'));
    expect(row('orders')).toMatchObject({
      health: 'DEGRADED',
      cause: 'DataException: bad record at 5',
      topics: ['a', 'b'],
      tasks: [{ state: 'RUNNING', cause: null }, { state: 'FAILED' }],
    });
    expect(JSON.stringify(running?.console.fleet.snapshot())).not.toMatch(/hunter2secret|Tolerance/);
  });

  test('a connector without a status is shown, with state null', async () => {
    worker.add('fresh', { connector: null, states: [] });
    await start({ prod: worker.url });
    await vi.waitFor(() => expect(row('fresh')).toMatchObject({ state: null, health: 'UNKNOWN' }));
  });

  test('C24: what a worker gets wrong about one connector spoils no other', async () => {
    worker.add('good');
    worker.add('odd', { states: [] });
    const body = JSON.stringify({
      good: {
        status: { name: 'good', connector: { state: 'RUNNING', worker_id: 'w' }, tasks: [], type: 'source' },
      },
      odd: { status: { name: 'odd', connector: null, tasks: 7 } },
      liar: { status: { name: 'other', connector: { state: 'RUNNING', worker_id: 'w' }, tasks: [] } },
    });
    worker.fail('GET /connectors?expand=status', { do: 'answer', status: 200, body });
    await start({ prod: worker.url });
    await vi.waitFor(() => expect(row('good')?.state).toBe('RUNNING'));
    expect(row('odd')).toMatchObject({ state: null });
  });

  test('secrets of a config are taken out of cause lines from the first look on', async () => {
    worker.add('orders', {
      states: ['FAILED'],
      trace: 'x.ConnectException: login as app with hunter2secret failed',
      config: { 'connector.class': 'X', 'database.password': 'hunter2secret' },
    });
    await start({ prod: worker.url });
    await vi.waitFor(() =>
      expect(row('orders')?.tasks[0]?.cause).toContain('login as app with [secret] failed'),
    );
    await running?.console.history.flush();
    const events = await running?.console.db.selectFrom('event_text').selectAll().execute();
    expect(events?.[0]?.cause).toContain('[secret]');
    const versions = await running?.console.db.selectFrom('config_history').selectAll().execute();
    expect(versions).toHaveLength(1);
    expect(JSON.stringify([events, versions])).not.toContain('hunter2secret');
  });
});

describe('a cluster in trouble', () => {
  test('C2: one that hangs delays neither the list nor the looks of a healthy one', async () => {
    await using hung = await FakeWorker.start();
    worker.add('orders');
    hung.add('lost');
    hung.fail('GET', { do: 'hang' });
    running = await startTestConsole({ clusters: { hung: hung.url, prod: worker.url } });
    await vi.waitFor(() => expect(row('orders')).toBeDefined());
    const [healthyBefore, hungBefore] = [worker.requests.length, hung.requests.length];
    // Twenty more looks at the healthy one fit into the single look that the hung one never answers.
    await vi.waitFor(() => expect(worker.requests.length).toBeGreaterThanOrEqual(healthyBefore + 40), {
      timeout: 20_000,
    });
    expect(hung.requests.length - hungBefore).toBeLessThanOrEqual(4);
    expect(row('orders')?.health).toBe('RUNNING');
    expect(cluster('prod')?.reachability.state).toBe('live');
  });

  test('C1: one that goes away keeps its rows, with their age, and comes back by itself', async () => {
    worker.add('orders');
    const { port } = worker;
    await start({ prod: worker.url });
    await vi.waitFor(() => expect(cluster('prod')?.reachability.state).toBe('live'));
    await worker[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(cluster('prod')?.reachability.state).toBe('unreachable'), {
      timeout: 5_000,
    });
    expect(cluster('prod')?.reachability).toMatchObject({ problem: { kind: 'refused' } });
    const { asOf, since } = cluster('prod')?.reachability ?? { asOf: null, since: 0 };
    expect(asOf).toBeLessThanOrEqual(since);
    expect(row('orders')).toBeDefined();
    worker = await FakeWorker.start(port);
    worker.add('orders');
    await vi.waitFor(() => expect(cluster('prod')?.reachability.state).toBe('live'), { timeout: 8_000 });
  });

  test.each([
    ['C28', { do: 'answer', status: 401, body: 'User cannot access the resource.' }, 'unauthorized'],
    ['C6', { do: 'answer', status: 200, body: '<html/>' }, 'not-connect'],
    ['C6', { do: 'answer', status: 200, body: '{"a":1}' }, 'not-connect'],
    ['C7', { do: 'truncate', bytes: 3 }, 'protocol'],
  ] as const)('%s: %j is told as %s', async (_id, fault, kind) => {
    worker.add('orders');
    worker.fail(/^GET \/connectors$/, fault);
    await start({ prod: worker.url });
    await vi.waitFor(() => expect(cluster('prod')?.reachability.problem?.kind).toBe(kind));
  });
});

test('a cluster that answers 409 is rebalancing, not away: its rows stay and it comes back by itself', async () => {
  worker.add('orders');
  await start({ prod: worker.url });
  await vi.waitFor(() => expect(cluster('prod')?.reachability.state).toBe('live'));
  const message =
    'Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)';
  worker.fail('GET /connectors', {
    do: 'answer',
    status: 409,
    body: JSON.stringify({ error_code: 409, message }),
  });
  await vi.waitFor(() => expect(cluster('prod')?.reachability.state).toBe('rebalancing'));
  const before = worker.requests.length;
  await vi.waitFor(() => expect(worker.requests.length).toBeGreaterThan(before + 6));
  expect(cluster('prod')?.reachability).toMatchObject({
    state: 'rebalancing',
    problem: { kind: 'rebalancing' },
  });
  expect(row('orders')?.health).toBe('RUNNING');
  worker.heal();
  await vi.waitFor(() => expect(cluster('prod')?.reachability.state).toBe('live'));
});

describe('looks', () => {
  test('are two calls a tick once nothing changes', async () => {
    worker.add('orders');
    await start({ prod: worker.url });
    await vi.waitFor(() => expect(cluster('prod')?.version).toBe('4.1.0'));
    worker.requests.length = 0;
    await vi.waitFor(() => expect(worker.requests.length).toBeGreaterThan(8));
    const paths = new Set(worker.requests.map(({ path }) => path));
    expect([...paths].sort()).toEqual(['/connectors', '/connectors?expand=status']);
  });

  test('turn changes into numbered events without holes', async () => {
    const orders = worker.add('orders');
    await start({ prod: worker.url });
    await vi.waitFor(() => expect(row('orders')).toBeDefined());
    const seen: { type: string; seq: number }[] = [];
    running?.console.hub.subscribe((message) => seen.push(JSON.parse(message.toString().slice(6))));
    if (orders.tasks[0]) orders.tasks[0].state = 'FAILED';
    await vi.waitFor(() => expect(row('orders')?.health).toBe('FAILED'));
    worker.connectors.delete('orders');
    await vi.waitFor(() => expect(row('orders')).toBeUndefined());
    expect(seen[0]?.type).toBe('hello');
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, i) => (seen[0]?.seq ?? 0) + i));
    expect(seen.filter(({ type }) => type === 'connectors')).toHaveLength(2);
  });
});
