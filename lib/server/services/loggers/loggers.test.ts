import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LoggerChange } from '@/lib/api/loggers';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startRealWorker } from '@/lib/testing/real-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { cancelLoggerRevert, getLoggers, revertLoggerNow, setLogLevel } from '.';

const clusterId = ClusterId.parse('prod');
const KAFKA = 'org.apache.kafka';
const open: AsyncDisposable[] = [];
let running: TestConsole;
let url: string;

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function startConsole(at: string): Promise<void> {
  url = at;
  running = await startTestConsole({ clusters: { prod: url } });
  open.push(running);
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBeTruthy());
}

async function withFake(version = '4.1.0'): Promise<FakeWorker> {
  const worker = await FakeWorker.start();
  open.push(worker);
  worker.version = version;
  worker.loggers.set(KAFKA, 'INFO').set(`${KAFKA}.connect`, 'ERROR');
  await startConsole(worker.url);
  return worker;
}

const set = (change: Partial<LoggerChange>) =>
  setLogLevel(running.context, {
    clusterId,
    change: { logger: KAFKA, level: 'DEBUG', scope: 'worker', worker: url, ...change },
  });
const levels = (view: { loggers: { name: string; level: string }[] }) =>
  Object.fromEntries(view.loggers.map(({ name, level }) => [name, level]));
const shown = () => getLoggers(running.context, { clusterId });
const makeDue = () =>
  running.console.db
    .updateTable('logger_revert')
    .set({ due_at: Date.now() - 1, retry_at: null })
    .execute();

describe('setting a level', () => {
  test('is read back with everything that moved, and goes back 15 minutes later', async () => {
    const worker = await withFake();
    const view = await set({});
    expect(levels(view)).toEqual({ root: 'INFO', [KAFKA]: 'DEBUG', [`${KAFKA}.connect`]: 'DEBUG' });
    expect(view.reverts).toMatchObject([
      { logger: KAFKA, from: 'INFO', to: 'DEBUG', worker: url, actor: 'local' },
    ]);
    const [revert] = view.reverts;
    expect((revert?.dueAt ?? 0) - (revert?.at ?? 0)).toBe(900_000);
    await makeDue();
    running.console.loggers.wake();
    await vi.waitFor(async () => expect((await shown()).reverts).toEqual([]));
    expect(Object.fromEntries(worker.loggers)).toEqual({
      root: 'INFO',
      [KAFKA]: 'INFO',
      [`${KAFKA}.connect`]: 'ERROR',
    });
  });

  test('on the whole cluster asks with that scope, also when it goes back', async () => {
    const worker = await withFake();
    const { reverts } = await set({ scope: 'cluster' });
    expect(reverts[0]?.worker).toBeNull();
    await revertLoggerNow(running.context, { clusterId, revertId: reverts[0]?.id ?? 0 });
    expect(worker.writes()).toEqual([
      `PUT /admin/loggers/${KAFKA}?scope=cluster`,
      `PUT /admin/loggers/${KAFKA}?scope=cluster`,
      `PUT /admin/loggers/${KAFKA}.connect?scope=cluster`,
    ]);
    expect(levels(await shown())).toMatchObject({ [KAFKA]: 'INFO', [`${KAFKA}.connect`]: 'ERROR' });
  });

  test('workers before 3.7 are never asked for the whole cluster', async () => {
    const worker = await withFake('3.6.1');
    expect((await shown()).canScope).toBe(false);
    await expect(set({ scope: 'cluster' })).rejects.toMatchObject({ code: 'input/invalid' });
    expect(worker.writes()).toEqual([]);
  });

  test('a URL that is no worker of the cluster is refused', async () => {
    await withFake();
    await expect(set({ worker: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'input/invalid' });
    await expect(
      getLoggers(running.context, { clusterId, worker: 'http://127.0.0.1:1' }),
    ).rejects.toMatchObject({ code: 'input/invalid' });
  });

  test('twice still leads back to the level of the beginning, and once', async () => {
    await withFake();
    await set({ level: 'DEBUG' });
    const { reverts } = await set({ level: 'TRACE' });
    expect(reverts).toMatchObject([{ from: 'INFO', to: 'TRACE' }]);
    await revertLoggerNow(running.context, { clusterId, revertId: reverts[0]?.id ?? 0 });
    expect(levels(await shown())).toMatchObject({ [KAFKA]: 'INFO', [`${KAFKA}.connect`]: 'ERROR' });
  });

  test('a refusal leaves nothing to revert and is audited in the words of the worker', async () => {
    const worker = await withFake();
    const body = '{"error_code":404,"message":"invalid log level \'DEBUG\'."}';
    worker.fail('PUT /admin/loggers', { do: 'answer', status: 404, body });
    await expect(set({})).rejects.toMatchObject({ workerMessage: "invalid log level 'DEBUG'." });
    expect((await shown()).reverts).toEqual([]);
    const rows = await running.console.db.selectFrom('audit').selectAll().orderBy('seq').execute();
    expect(rows.map(({ kind, operation }) => [kind, operation])).toEqual([
      ['intent', 'set-log-level'],
      ['outcome', 'set-log-level'],
    ]);
    expect(JSON.parse(rows[1]?.detail ?? '')).toMatchObject({ outcome: 'refused' });
  });

  test('a worker without /admin/loggers is told as such', async () => {
    const worker = await withFake();
    const body = '{"error_code":404,"message":"HTTP 404 Not Found"}';
    worker.fail('GET /admin/loggers', { do: 'answer', status: 404, body });
    expect(await shown()).toMatchObject({ supported: false, loggers: [] });
  });
});

describe('going back', () => {
  test('survives a restart of the console', async () => {
    const worker = await withFake();
    await set({});
    await makeDue();
    const { folder } = running;
    await using again = await startTestConsole({ clusters: { prod: worker.url }, folder });
    await vi.waitFor(() => expect(worker.loggers.get(KAFKA)).toBe('INFO'));
    await vi.waitFor(async () =>
      expect((await getLoggers(again.context, { clusterId })).reverts).toEqual([]),
    );
    const rows = await again.console.db.selectFrom('audit').selectAll().orderBy('seq').execute();
    expect(rows.at(-1)).toMatchObject({ operation: 'revert-log-level', actor: 'sluice' });
  });

  test('is tried again when the worker does not answer, and says why', async () => {
    const worker = await withFake();
    await set({});
    worker.fail('PUT /admin/loggers', {
      do: 'answer',
      status: 500,
      body: '{"error_code":500,"message":"busy"}',
    });
    await makeDue();
    running.console.loggers.wake();
    await vi.waitFor(async () =>
      expect((await shown()).reverts[0]?.problem).toBe('The worker answered 500: busy'),
    );
    worker.heal();
    await makeDue();
    running.console.loggers.wake();
    await vi.waitFor(async () => expect((await shown()).reverts).toEqual([]));
  });

  test('a level that is kept does not go back, and that is audited', async () => {
    const worker = await withFake();
    const { reverts } = await set({});
    const which = { clusterId, revertId: reverts[0]?.id ?? 0 };
    await cancelLoggerRevert(running.context, which);
    expect((await shown()).reverts).toEqual([]);
    expect(worker.loggers.get(KAFKA)).toBe('DEBUG');
    await expect(revertLoggerNow(running.context, which)).rejects.toMatchObject({
      code: 'resource/not-found',
    });
    const rows = await running.console.db.selectFrom('audit').selectAll().execute();
    expect(rows.filter(({ operation }) => operation === 'keep-log-level')).toHaveLength(2);
  });

  test('leaves alone what somebody else changed since', async () => {
    const worker = await withFake();
    const { reverts } = await set({});
    worker.loggers.set(`${KAFKA}.connect`, 'TRACE');
    await revertLoggerNow(running.context, { clusterId, revertId: reverts[0]?.id ?? 0 });
    expect(levels(await shown())).toMatchObject({ [KAFKA]: 'INFO', [`${KAFKA}.connect`]: 'TRACE' });
  });
});

test('a real worker takes a level and gets it back', async () => {
  const worker = await startRealWorker();
  open.push(worker);
  await startConsole(worker.url);
  const before = levels(await shown());
  const { reverts, ...after } = await set({ logger: 'root', level: 'TRACE' });
  expect(levels(after).root).toBe('TRACE');
  await revertLoggerNow(running.context, { clusterId, revertId: reverts[0]?.id ?? 0 });
  expect(levels(await shown())).toEqual(before);
});
