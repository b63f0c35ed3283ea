import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlertRuleInput } from '@/lib/api/alerts';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import { createLogger } from '@/lib/base/logger';
import { AlertReceiver } from '@/lib/testing/alert-receiver';
import { aCluster, aConnector, aTask } from '@/lib/testing/builders';
import { FakeClock } from '@/lib/testing/fake-clock';
import { type Db, openDb } from '../db/open';
import { seal } from '../seal/seal';
import { readSealKeys } from '../seal/seal-keys';
import { AlertCenter } from './alert-center';
import { readDeliveries } from './store';

const MINUTE = 60_000;

let folder: string;
let db: Db;
let clock: FakeClock;
let receiver: AlertReceiver;
let center: AlertCenter;
let rows: ConnectorRow[];
let clusters: ClusterSummary[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-alerts-'));
  db = await openDb(folder);
  clock = new FakeClock();
  receiver = await AlertReceiver.start();
  rows = [];
  clusters = [aCluster()];
  const key = readSealKeys(folder);
  const secret = { url: `${receiver.origin}/hook?sig=1`, secret: 'a-long-enough-secret' };
  const channel = { id: 'ch', name: 'Hook', kind: 'webhook', host: new URL(receiver.origin).host };
  const sealed = seal(key, JSON.stringify(secret), 'ch');
  await db
    .insertInto('alert_channel')
    .values({ ...channel, sealed, created_at: 0 })
    .execute();
  center = await begin();
});
afterEach(async () => {
  await center[Symbol.asyncDispose]();
  await db.destroy();
  await receiver[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function begin(): Promise<AlertCenter> {
  const log = createLogger('test', { write: () => undefined });
  const observe = () => ({ clusters, rows });
  const fresh = new AlertCenter({ db, clock, log, key: readSealKeys(folder), observe });
  await fresh.start();
  return fresh;
}

function addRule(more: Partial<AlertRuleInput> = {}): void {
  const rule: AlertRuleInput = {
    name: 'Failed',
    enabled: true,
    conditions: ['FAILED', 'DEGRADED'],
    forSeconds: 0,
    count: 1,
    cluster: null,
    pattern: '*',
    channels: ['ch'],
    ...more,
  };
  center.rules.set('r', { id: 'r', rule });
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 2_000) {
    clock.advance(2_000);
    await center.idle();
  }
}

/** A connector whose state began now. */
function aRow(name: string, state = 'FAILED'): ConnectorRow {
  return aConnector({ name, tasks: [aTask({ state })], since: clock.now(), cause: 'DataException: bad' });
}

const kinds = () => receiver.bodies().map(({ kind, total }) => `${kind} ${total}`);

describe('rules', () => {
  test('fire once, whatever the time it lasts, and say when it is over', async () => {
    addRule();
    rows = [aRow('orders')];
    await pass(30 * MINUTE);
    expect(kinds()).toEqual(['firing 1']);
    rows = [aRow('orders', 'RUNNING')];
    await pass(3 * MINUTE);
    expect(kinds()).toEqual(['firing 1', 'recovered 0']);
    expect(receiver.bodies()[0]).toMatchObject({
      rule: 'Failed',
      subjects: [{ cluster: 'local', connector: 'orders', state: 'FAILED', cause: 'DataException: bad' }],
    });
  });

  test('wait for the duration, measured from when the state began', async () => {
    addRule({ forSeconds: 300 });
    rows = [aRow('orders')];
    await pass(4 * MINUTE);
    expect(kinds()).toEqual([]);
    await pass(MINUTE + 10_000);
    expect(kinds()).toEqual(['firing 1']);
  });

  test('wait for the count, and look only at names and clusters that are meant', async () => {
    addRule({ count: 2, pattern: 'orders-*' });
    rows = [aRow('orders-a'), aRow('other'), { ...aRow('x'), clusterId: aCluster().id }];
    await pass(MINUTE);
    expect(kinds()).toEqual([]);
    rows = [...rows, aRow('orders-b')];
    await pass(MINUTE);
    expect(kinds()).toEqual(['firing 2']);
  });

  test('C25: 1,000 connectors that fail at once are one note', async () => {
    addRule();
    rows = Array.from({ length: 1000 }, (_, i) => aRow(`c${i}`));
    await pass(20 * MINUTE);
    expect(kinds()).toEqual(['firing 1000']);
  });

  test('C3: flapping every 2 s is one note, and one more once it is quiet', async () => {
    addRule();
    for (let i = 0; i < 300; i += 1) {
      rows = [aRow('orders', i % 2 === 0 ? 'FAILED' : 'RUNNING')];
      await pass(2_000);
    }
    expect(kinds()).toEqual(['firing 1']);
    rows = [];
    await pass(3 * MINUTE);
    expect(kinds()).toEqual(['firing 1', 'recovered 0']);
  });

  test('a connector that fails later is told within 5 minutes, and one that failed, recovered and failed anew again', async () => {
    addRule();
    rows = [aRow('a')];
    await pass(10 * MINUTE);
    rows = [aRow('a'), aRow('b')];
    await pass(10 * MINUTE);
    expect(kinds()).toEqual(['firing 1', 'more 1']);
    rows = [aRow('a')];
    await pass(10 * MINUTE);
    rows = [aRow('a'), aRow('b')];
    await pass(10 * MINUTE);
    expect(kinds()).toEqual(['firing 1', 'more 1', 'more 1']);
  });

  test('a cluster that does not answer fires by itself, and its connectors do not count as recovered', async () => {
    addRule({ conditions: ['FAILED', 'UNREACHABLE'] });
    rows = [aRow('orders')];
    await pass(10_000);
    rows = [];
    const { reachability } = aCluster();
    const problem = { kind: 'refused', message: 'refused the connection' };
    clusters = [aCluster({ reachability: { ...reachability, state: 'unreachable', problem } })];
    await pass(10 * MINUTE);
    expect(kinds()).toEqual(['firing 1', 'more 1']);
    expect(receiver.bodies()[1]).toMatchObject({ subjects: [{ connector: null, state: 'UNREACHABLE' }] });
  });

  test('say nothing while they are switched off', async () => {
    addRule({ enabled: false });
    rows = [aRow('orders')];
    await pass(MINUTE);
    expect(kinds()).toEqual([]);
  });
});

describe('silences', () => {
  const silence = (more = {}) => ({
    id: 's',
    from: clock.now(),
    to: clock.now() + 10 * MINUTE,
    cluster: null,
    pattern: '*',
    comment: '',
    ...more,
  });

  test('hold notes back, and what still fails afterwards is told then', async () => {
    addRule();
    center.silences.set('s', silence());
    rows = [aRow('orders')];
    await pass(9 * MINUTE);
    expect(kinds()).toEqual([]);
    await pass(2 * MINUTE);
    expect(kinds()).toEqual(['firing 1']);
  });

  test('that begin while a rule fires do not say that it recovered', async () => {
    addRule();
    rows = [aRow('orders')];
    await pass(MINUTE);
    center.silences.set('s', silence({ pattern: 'ord*' }));
    await pass(20 * MINUTE);
    expect(kinds()).toEqual(['firing 1']);
  });

  test('leave alone what they do not name', async () => {
    addRule();
    center.silences.set('s', silence({ pattern: 'other' }));
    rows = [aRow('orders')];
    await pass(MINUTE);
    expect(kinds()).toEqual(['firing 1']);
  });
});

describe('deliveries', () => {
  test('are tried again after 10 s, 30 s, 2 min, 10 min and 30 min, then given up', async () => {
    addRule();
    receiver.answers = Array.from({ length: 20 }, () => ({ status: 503 }));
    rows = [aRow('orders')];
    await pass(60 * MINUTE);
    expect(receiver.notes).toHaveLength(6);
    expect(new Set(receiver.notes.map(({ headers }) => headers['x-sluice-delivery'])).size).toBe(1);
    const [delivery] = await readDeliveries(db, 1);
    expect(delivery).toMatchObject({ status: 'failed', attempts: 6, next_at: null });
    expect(delivery?.error).toMatch(/^127\.0\.0\.1:\d+ answered 503\.$/);
  });

  test('that succeed on the third try are delivered once', async () => {
    addRule();
    receiver.answers = [{ status: 500 }, { status: 429 }];
    rows = [aRow('orders')];
    await pass(5 * MINUTE);
    expect(receiver.notes).toHaveLength(3);
    expect(await readDeliveries(db, 5)).toMatchObject([{ status: 'delivered', attempts: 3, error: null }]);
  });

  test.each([[404], [302]])('are not tried again after %i, and no redirect is followed', async (status) => {
    addRule();
    receiver.answers = [{ status, headers: { location: `${receiver.origin}/elsewhere` } }];
    rows = [aRow('orders')];
    await pass(5 * MINUTE);
    expect(receiver.notes.map(({ path }) => path)).toEqual(['/hook?sig=1']);
    expect(await readDeliveries(db, 5)).toMatchObject([{ status: 'failed', attempts: 1 }]);
  });

  test('that are pending go out after a restart of the console, and nothing fires twice', async () => {
    addRule();
    receiver.answers = [{ status: 503 }];
    rows = [aRow('orders')];
    await pass(2_000);
    expect(receiver.notes).toHaveLength(1);
    const { rule } = center.rules.get('r') ?? {};
    await center[Symbol.asyncDispose]();
    center = await begin();
    addRule(rule);
    await pass(10 * MINUTE);
    expect(receiver.notes).toHaveLength(2);
    expect(kinds()).toEqual(['firing 1', 'firing 1']);
    expect(await readDeliveries(db, 5)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  test('that ended are kept for 90 days', async () => {
    addRule();
    rows = [aRow('orders')];
    await pass(10_000);
    expect(await readDeliveries(db, 5)).toHaveLength(1);
    await center[Symbol.asyncDispose]();
    clock.jump(91 * 24 * 60 * MINUTE);
    center = await begin();
    expect(await readDeliveries(db, 5)).toEqual([]);
  });

  test('to a removed channel end without being sent', async () => {
    addRule();
    receiver.answers = [{ status: 503 }];
    rows = [aRow('orders')];
    await pass(2_000);
    center.channels.delete('ch');
    await pass(MINUTE);
    expect(receiver.notes).toHaveLength(1);
    expect(await readDeliveries(db, 1)).toMatchObject([
      { status: 'failed', error: 'The channel was removed.' },
    ]);
  });
});
