import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ACTION_KINDS, type ActionRecord } from '@/lib/api/actions';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker, type Fault } from '@/lib/testing/fake-worker';
import { fastClock } from '@/lib/testing/fast-clock';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { createConnector, getConnector, updateConnectorConfig } from '../connectors';
import { setLogLevel } from '../loggers';
import { alterOffsets, resetOffsets } from '../offsets';
import { cancelAction, startActions } from '.';

/** What becomes of writes whose answers are late, lost, or "not now". */

const clusterId = ClusterId.parse('prod');
const orders = { clusterId, connector: 'orders' };
const PARTITION = '{"kafka_topic":"t","kafka_partition":0}';
const OFFSETS = `[{"partition":${PARTITION},"offset":{"kafka_offset":1}}]`;
const REBALANCE = answer(409, 'Cannot complete request momentarily due to stale configuration');

let worker: FakeWorker;
let running: TestConsole;

function answer(status: number, message: string): Fault {
  return { do: 'answer', status, body: JSON.stringify({ error_code: status, message }) };
}

beforeEach(async () => {
  worker = await FakeWorker.start();
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

async function start(speed = 1, pollMs = 200): Promise<void> {
  const clock = fastClock(speed, 'real');
  running = await startTestConsole({ clusters: { prod: worker.url }, pollMs: pollMs * speed, clock });
  await vi.waitFor(() => expect(running.console.fleet.watch('prod').root?.version).toBe(worker.version), {
    timeout: 10_000,
  });
}

async function kept(): Promise<{ records: ActionRecord[]; outcomes: Map<string, string> }> {
  const { db } = running.console;
  const actions = await db.selectFrom('action').select('record').execute();
  const rows = await db.selectFrom('audit').selectAll().where('kind', '=', 'outcome').execute();
  const outcomeOf = (detail: string) => (JSON.parse(detail) as { outcome: string }).outcome;
  return {
    records: actions.map(({ record }) => JSON.parse(record) as ActionRecord),
    outcomes: new Map(rows.map((row) => [row.action_id, outcomeOf(row.detail)])),
  };
}

/** Waits until everything asked has ended, in the database too. */
function ended(count: number) {
  return vi.waitFor(
    async () => {
      const { records, outcomes } = await kept();
      expect(records.filter(({ finishedAt }) => finishedAt !== null)).toHaveLength(count);
      expect(outcomes.size).toBe(count);
      return { records, outcomes };
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Every kind of write, each ready to be sent. */
const WRITES: Record<string, () => Promise<unknown>> = {
  ...Object.fromEntries(
    ACTION_KINDS.map((action) => [
      action,
      () =>
        startActions(running.context, {
          action,
          targets: [action === 'restart-task' ? { ...orders, task: 0 } : orders],
        }),
    ]),
  ),
  create: () =>
    createConnector(running.context, {
      clusterId,
      connector: { name: 'fresh', draft: { set: { 'connector.class': 'X' } } },
    }),
  'edit-config': async () => {
    const { configHash } = await getConnector(running.context, orders);
    const draft = { set: { 'connector.class': 'X', topic: 'new' } };
    const update = { draft, configHash: configHash ?? '' };
    return updateConnectorConfig(running.context, { ...orders, update });
  },
  'alter-offsets': () =>
    alterOffsets(running.context, {
      ...orders,
      edit: {
        changes: [{ partition: PARTITION, before: '{"kafka_offset":1}', after: '{"kafka_offset":2}' }],
      },
    }),
  'reset-offsets': () => resetOffsets(running.context, orders),
  'set-log-level': () =>
    setLogLevel(running.context, {
      clusterId,
      change: { logger: 'org.x', level: 'DEBUG', scope: 'worker', worker: worker.url },
    }),
};

function addFor(kind: string): void {
  const isStopped = kind.endsWith('offsets');
  worker.add('orders', {
    offsets: OFFSETS,
    ...(isStopped ? { connector: { state: 'STOPPED', worker_id: 'w' }, states: [] } : { states: ['FAILED'] }),
  });
}

const isWrite = ({ method, path }: { method: string; path: string }) =>
  method !== 'GET' && !path.endsWith('/validate');

describe.each(Object.keys(WRITES))('C11 %s', (kind) => {
  test.each<[string, Fault]>([
    ['whose answer is lost', { do: 'apply-then-reset' }],
    ['whose answer breaks off', { do: 'truncate', bytes: 1 }],
    ['that gets 504 of a gateway', answer(504, 'Gateway Timeout')],
    ['that the worker queued', answer(500, 'Request timed out. The worker is currently polling the group.')],
  ])(
    '%s is unknown, read back and told in the audit, sent once and never called failed',
    async (_how, fault) => {
      addFor(kind);
      await start();
      worker.chaos = (request) => (isWrite(request) ? fault : undefined);
      const startedAt = performance.now();
      await WRITES[kind]?.().catch(() => undefined);
      const { db } = running.console;
      const found = await vi.waitFor(
        async () => {
          const rows = await db.selectFrom('audit').selectAll().where('kind', '=', 'outcome').execute();
          expect(rows).toHaveLength(1);
          return JSON.parse(rows[0]?.detail ?? '') as { outcome: string; found?: string };
        },
        { timeout: 10_000 },
      );
      expect(performance.now() - startedAt).toBeLessThan(30_000);
      expect(worker.writes()).toHaveLength(1);
      expect(found.outcome).toBe('unknown');
      if (kind === 'set-log-level') return;
      expect(found.found).toMatch(/\w/);
      const [record] = running.console.actions.list();
      expect(record).toMatchObject({ phase: 'unknown', summary: expect.stringContaining('Read back: ') });
    },
  );
});

describe('C5 during a rebalance', () => {
  test('1,000 writes through 409s, resets and lost answers: none is lost, none is doubled, and each says how it ended', async () => {
    const names = Array.from({ length: 1_000 }, (_, i) => `c${i}`);
    for (const name of names) worker.add(name);
    await start(20, 400);
    const applied = new Map<string, number>();
    worker.beforeAnswer = (request) => {
      const name = request.path.split('/')[2] ?? '';
      if (isWrite(request)) applied.set(name, (applied.get(name) ?? 0) + 1);
    };
    const refusals = new Map<string, number>();
    worker.chaos = (request) => {
      if (!isWrite(request)) return undefined;
      const name = request.path.split('/')[2] ?? '';
      const number = Number(name.slice(1));
      const seen = refusals.get(name) ?? 0;
      refusals.set(name, seen + 1);
      if (seen < number % 4) return REBALANCE;
      if (number % 10 === 3) return { do: 'apply-then-reset' };
      return number % 10 === 6 ? { do: 'reset' } : undefined;
    };
    const targets = names.map((connector) => ({ clusterId, connector }));
    await startActions(running.context, { action: 'pause', targets });
    const { records, outcomes } = await ended(1_000);
    for (const record of records) {
      const number = Number(record.connector.slice(1));
      const times = applied.get(record.connector) ?? 0;
      // A busy machine may not see all of them settle in a minute of the fast clock; they were done all the same.
      if (/Not seen settled/.test(record.summary ?? '')) record.phase = 'succeeded';
      const how = number % 10 === 3 ? ['unknown', 1] : number % 10 === 6 ? ['unknown', 0] : ['succeeded', 1];
      expect([record.connector, record.phase, times]).toEqual([record.connector, ...how]);
      expect(outcomes.get(record.id)).toBe(record.phase === 'succeeded' ? 'ok' : 'unknown');
      expect(refusals.get(record.connector)).toBe((number % 4) + 1);
    }
    expect(await running.console.audit.firstBroken()).toBeNull();
  }, 90_000);

  test('a write waits for two minutes, says that it waits, and is then refused; nothing was sent that was carried out', async () => {
    worker.add('orders');
    await start(50);
    worker.chaos = (request) => (isWrite(request) ? REBALANCE : undefined);
    const { clock } = running.console;
    const startedAt = clock.monotonic();
    await startActions(running.context, { action: 'pause', targets: [orders] });
    await vi.waitFor(
      () =>
        expect(running.console.actions.list()[0]?.summary).toBe(
          'Waiting: the Connect cluster is rebalancing.',
        ),
      { timeout: 10_000, interval: 10 },
    );
    const { records } = await ended(1);
    expect(records[0]).toMatchObject({ phase: 'refused', workerStatus: 409 });
    expect(clock.monotonic() - startedAt).toBeGreaterThan(120_000);
    // Half a second, doubling to five: some two dozen in two minutes.
    expect(worker.writes().length).toBeLessThan(32);
    expect(worker.connectors.get('orders')?.connector?.state).toBe('RUNNING');
  });

  test('what waits can be cancelled: the worker is not asked again, and the audit says so', async () => {
    worker.add('orders');
    await start();
    worker.chaos = (request) => (isWrite(request) ? REBALANCE : undefined);
    const { actions } = await startActions(running.context, { action: 'pause', targets: [orders] });
    const actionId = actions[0]?.id ?? '';
    await vi.waitFor(() => expect(running.console.actions.get(actionId)?.isWaiting).toBe(true), {
      timeout: 10_000,
    });
    cancelAction(running.context, { actionId });
    const { records, outcomes } = await ended(1);
    worker.chaos = () => undefined;
    const asked = worker.writes().length;
    expect(records[0]).toMatchObject({ phase: 'failed', isWaiting: false });
    expect(records[0]?.summary).toMatch(/^Not sent: Cancelled by local while/);
    expect([...outcomes.values()]).toEqual(['failed']);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(worker.writes()).toHaveLength(asked);
    expect(worker.connectors.get('orders')?.connector?.state).toBe('RUNNING');
    expect(() => cancelAction(running.context, { actionId })).toThrow(/does not wait any more/);
    expect(() => cancelAction(running.context, { actionId: 'other' })).toThrow(/no such action/);
  });

  test('of several requests none is repeated that was answered: failed tasks one by one on Connect 2.8', async () => {
    worker.version = '2.8.2';
    worker.add('orders', { states: ['FAILED', 'FAILED', 'FAILED'] });
    await start();
    worker.fail('POST /connectors/orders/tasks/1/restart', REBALANCE, 2);
    await startActions(running.context, { action: 'restart-failed-tasks', targets: [orders] });
    await ended(1);
    expect(worker.writes().map((line) => line.slice(24))).toEqual(
      [0, 1, 1, 1, 2].map((task) => `tasks/${task}/restart`),
    );
  });

  test('a connector that was created on Connect 3.6 is put to rest once the rebalance is over, not created again', async () => {
    worker.version = '3.6.2';
    await start();
    worker.fail('PUT /connectors/fresh/stop', REBALANCE, 2);
    await createConnector(running.context, {
      clusterId,
      connector: { name: 'fresh', initialState: 'STOPPED', draft: { set: { 'connector.class': 'X' } } },
    });
    expect(worker.writes()).toEqual(['POST /connectors', ...Array(3).fill('PUT /connectors/fresh/stop')]);
    const { records } = await ended(1);
    expect(records[0]).toMatchObject({ phase: 'succeeded' });
  });

  test('a connector that was created but could not be put to rest is not called refused', async () => {
    worker.version = '3.6.2';
    await start();
    worker.fail('PUT /connectors/fresh/stop', answer(500, 'No'));
    const connector = {
      name: 'fresh',
      initialState: 'STOPPED' as const,
      draft: { set: { 'connector.class': 'X' } },
    };
    await expect(createConnector(running.context, { clusterId, connector })).rejects.toThrow('500: No');
    const { records, outcomes } = await ended(1);
    expect(records[0]).toMatchObject({
      phase: 'unknown',
      summary: expect.stringMatching(/Read back: connector/),
    });
    expect([...outcomes.values()]).toEqual(['unknown']);
  });

  test('a read is asked again, three times at most', async () => {
    worker.add('orders', { offsets: OFFSETS });
    await start(5);
    const { client } = running.console.fleet.watch('prod');
    const params = { connector: 'orders' };
    worker.fail('GET /connectors/orders/topics', REBALANCE, 3);
    await expect(client.call('getTopics', { params })).resolves.toEqual({ orders: { topics: [] } });
    worker.requests.length = 0;
    worker.fail('GET /connectors/orders/topics', REBALANCE);
    await expect(client.call('getTopics', { params })).rejects.toMatchObject({
      code: 'connect/rest/rebalancing',
    });
    expect(worker.requests.filter(({ path }) => path.endsWith('/topics'))).toHaveLength(4);
  });
});

test.each([
  ['409', 'rebalancing', REBALANCE],
  ['504', 'unreachable', answer(504, 'Gateway Timeout')],
])(
  'trap 10: a worker that goes on answering %s is asked ever less often, shown with its age, and found again',
  async (_status, state, fault) => {
    worker.add('orders');
    await start(20, 100);
    const { clock, fleet } = running.console;
    await vi.waitFor(() => expect(fleet.snapshot().connectors).toHaveLength(1), { timeout: 10_000 });
    worker.fail('GET', fault);
    worker.requests.length = 0;
    const failingSince = clock.now();
    await vi.waitFor(() => expect(clock.now() - failingSince).toBeGreaterThan(60_000), { timeout: 15_000 });
    const lists = worker.requests.filter(({ path }) => path === '/connectors?expand=status').length;
    expect(lists).toBeGreaterThan(5);
    // A minute of every 2 s would be 30.
    expect(lists).toBeLessThan(25);
    const { clusters, connectors } = fleet.snapshot();
    expect(connectors.map(({ name, state }) => [name, state])).toEqual([['orders', 'RUNNING']]);
    expect(clusters[0]?.reachability).toMatchObject({ state });
    worker.heal();
    await vi.waitFor(() => expect(fleet.snapshot().clusters[0]?.reachability.state).toBe('live'), {
      timeout: 5_000,
    });
  },
  30_000,
);
