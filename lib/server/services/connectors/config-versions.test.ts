import { afterEach, describe, expect, test, vi } from 'vitest';
import { maskConfig } from '@/lib/connect/config/redact';
import { planRollback } from '@/lib/connect/config/rollback';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startRealWorker } from '@/lib/testing/real-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { createConnector, getConnector, listConfigVersions, updateConnectorConfig } from '.';

const ref = { clusterId: ClusterId.parse('prod'), connector: 'orders' };
const SECRET = 'hunter2-very-secret';
const CONFIG = { name: 'orders', 'connector.class': 'X', file: '/one', 'db.pw': SECRET };

const open: AsyncDisposable[] = [];
let running: TestConsole;

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function startConsole(url: string): Promise<void> {
  running = await startTestConsole({ clusters: { prod: url } });
  open.push(running);
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBeTruthy());
}

async function withFake(): Promise<FakeWorker> {
  const worker = await FakeWorker.start();
  open.push(worker);
  worker.passwordKeys = ['db.pw'];
  worker.add('orders', { config: { ...CONFIG } });
  await startConsole(worker.url);
  await look();
  return worker;
}

const look = () => running.console.fleet.watch('prod').lookSoon({ info: true });
const versions = async () => (await listConfigVersions(running.context, ref)).versions;
const shownIn = (version: { entries: { key: string; value: string | null }[] } | undefined, key: string) =>
  version?.entries.find((entry) => entry.key === key)?.value;

/** What the browser does: everything shown is set, with one change; everything masked is kept. */
async function edit(change: Record<string, string>) {
  const { config, configHash } = await getConnector(running.context, ref);
  const plan = planRollback(config ?? [], config ?? []);
  const draft = { set: { ...plan.draft.set, ...change }, keep: [...plan.draft.keep] };
  const update = { draft, configHash: configHash ?? '' };
  return updateConnectorConfig(running.context, { ...ref, update });
}

async function rollBack(number: number) {
  const { config, configHash } = await getConnector(running.context, ref);
  const then = (await versions()).find((one) => one.number === number);
  const { draft } = planRollback(then?.entries ?? [], config ?? []);
  const update = {
    draft: { set: { ...draft.set }, keep: [...draft.keep] },
    configHash: configHash ?? '',
    rollbackOf: number,
  };
  return updateConnectorConfig(running.context, { ...ref, update });
}

describe('versions of a config', () => {
  test('own edits have an actor, others are from elsewhere, and each is seen once', async () => {
    const worker = await withFake();
    await edit({ file: '/two' });
    await look();
    await look();
    const orders = worker.connectors.get('orders');
    if (orders) orders.config = { ...orders.config, file: '/three' };
    await look();
    expect((await versions()).map(({ number, origin, actor }) => [number, origin, actor])).toEqual([
      [3, 'elsewhere', null],
      [2, 'console', 'local'],
      [1, 'unknown', null],
    ]);
    expect((await versions()).map((one) => shownIn(one, 'file'))).toEqual(['/three', '/two', '/one']);
  });

  test('a connector created here is its author’s from the first version on', async () => {
    await withFake();
    const draft = { set: { 'connector.class': 'X', file: '/new' }, keep: [] };
    await createConnector(running.context, {
      clusterId: ref.clusterId,
      connector: { name: 'fresh', draft },
    });
    await look();
    const list = await listConfigVersions(running.context, { ...ref, connector: 'fresh' });
    expect(list.versions).toMatchObject([{ number: 1, origin: 'console', actor: 'local' }]);
  });

  test('the value of a secret is written nowhere, yet a change of it alone is a version', async () => {
    const worker = await withFake();
    const orders = worker.connectors.get('orders');
    if (orders) orders.config = { ...orders.config, 'db.pw': 'another-secret-1' };
    await look();
    const list = await versions();
    expect(list).toHaveLength(2);
    expect(list[0]?.entries).toContainEqual({ key: 'db.pw', value: null, masked: true });
    const rows = await running.console.db.selectFrom('config_history').selectAll().execute();
    expect(JSON.stringify([rows, list])).not.toMatch(/hunter2|another-secret/);
  });

  test('a refused edit is no version, and the same config made elsewhere later is not ours', async () => {
    const worker = await withFake();
    worker.fail(
      'PATCH /connectors/orders/config',
      { do: 'answer', status: 400, body: '{"error_code":400,"message":"no"}' },
      1,
    );
    await expect(edit({ file: '/two' })).rejects.toThrow();
    expect(await versions()).toHaveLength(1);
    const orders = worker.connectors.get('orders');
    if (orders) orders.config = { ...orders.config, file: '/two' };
    await look();
    expect((await versions())[0]).toMatchObject({ number: 2, origin: 'elsewhere' });
  });

  test('an edit that was applied without an answer is still known as ours', async () => {
    const worker = await withFake();
    worker.fail('PATCH /connectors/orders/config', { do: 'apply-then-reset' }, 1);
    await expect(edit({ file: '/two' })).rejects.toThrow();
    await look();
    expect((await versions())[0]).toMatchObject({ number: 2, origin: 'console', actor: 'local' });
  });

  test('versions survive a restart of the console, which adds none by itself', async () => {
    const worker = await withFake();
    await edit({ file: '/two' });
    await using again = await startTestConsole({
      clusters: { prod: worker.url },
      folder: running.folder,
    });
    await again.console.fleet.watch('prod').lookSoon({ info: true });
    expect((await listConfigVersions(again.context, ref)).versions).toHaveLength(2);
  });
});

describe('a database of the first version', () => {
  test('its newest config is recognised and not seen as another change', async () => {
    const worker = await withFake();
    const config = JSON.stringify(maskConfig(CONFIG, undefined).sort((a, b) => (a.key < b.key ? -1 : 1)));
    await running.console.db.updateTable('config_history').set({ hash: '', config }).execute();
    await using again = await startTestConsole({ clusters: { prod: worker.url }, folder: running.folder });
    await again.console.fleet.watch('prod').lookSoon({ info: true });
    const list = await listConfigVersions(again.context, ref);
    expect(list.versions.map((one) => shownIn(one, 'file'))).toEqual(['/one']);
  });
});

describe('rolling back', () => {
  test('brings back what was shown, keeps the secret stored now, and is audited with its version', async () => {
    const worker = await withFake();
    await edit({ file: '/two', extra: 'x' });
    const orders = worker.connectors.get('orders');
    if (orders) orders.config = { ...orders.config, 'db.pw': 'rotated-secret-1' };
    await look();
    await rollBack(1);
    expect(orders?.config).toEqual({ ...CONFIG, 'db.pw': 'rotated-secret-1' });
    expect((await versions())[0]).toMatchObject({ origin: 'console', actor: 'local', rollbackOf: 1 });
    const audit = await running.console.db
      .selectFrom('audit')
      .select('detail')
      .where('kind', '=', 'intent')
      .orderBy('seq', 'desc')
      .executeTakeFirst();
    expect(JSON.parse(audit?.detail ?? '')).toEqual({
      added: [],
      changed: ['file'],
      removed: ['extra'],
      rollbackOf: 1,
    });
  });

  test('is refused when the config moved meanwhile, and for a version that never was', async () => {
    const worker = await withFake();
    await edit({ file: '/two' });
    const update = { draft: { set: { file: '/one' }, keep: [] }, configHash: 'old' };
    const before = worker.writes().length;
    await expect(
      updateConnectorConfig(running.context, { ...ref, update: { ...update, rollbackOf: 1 } }),
    ).rejects.toMatchObject({ code: 'resource/conflict' });
    await expect(
      updateConnectorConfig(running.context, { ...ref, update: { ...update, rollbackOf: 9 } }),
    ).rejects.toMatchObject({ code: 'resource/not-found' });
    expect(worker.writes()).toHaveLength(before);
  });

  test('works on a real worker', async () => {
    const worker = await startRealWorker();
    open.push(worker);
    await startConsole(worker.url);
    const set = {
      'connector.class': 'FileStreamSource',
      file: `${worker.folder}/in.txt`,
      topic: 'one',
      'tasks.max': '1',
    };
    await createConnector(running.context, {
      ...ref,
      connector: { name: 'orders', draft: { set, keep: [] }, initialState: 'STOPPED' },
    });
    await edit({ topic: 'two' });
    await rollBack(1);
    await look();
    expect((await versions()).map((one) => [one.origin, shownIn(one, 'topic'), one.rollbackOf])).toEqual([
      ['console', 'one', 1],
      ['console', 'two', null],
      ['console', 'one', null],
    ]);
  });
});
