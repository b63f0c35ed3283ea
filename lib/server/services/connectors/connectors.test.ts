import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConnectorDetail } from '@/lib/api/connectors';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { getOffsets } from '../offsets';
import { createConnector, getConnector, getTaskConfigs, getTopics, updateConnectorConfig } from '.';
import { mergeDraft } from './merge-draft';

const REFERENCE = ['$', '{file:/secrets:db}'].join('');

const clusterId = ClusterId.parse('prod');
const SECRET = `p4ss"wörd\\ with ${'$'}{odd} ****** text`;
const CONFIG = {
  name: 'orders',
  'connector.class': 'X',
  file: '/data/in.txt',
  'db.pw': SECRET,
  'other.password': REFERENCE,
};

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
  worker.passwordKeys = ['db.pw'];
  running = await startTestConsole({ clusters: { prod: worker.url } });
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBe('4.1.0'));
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

const ref = { clusterId, connector: 'orders' };
const detail = (): Promise<ConnectorDetail> => getConnector(running.context, ref);

/** The edit a browser makes: everything shown is set, everything masked is kept. */
function draftOf(from: ConnectorDetail, change: Record<string, string> = {}) {
  const entries = from.config ?? [];
  const shown = entries.filter(({ masked }) => !masked).map(({ key, value }) => [key, value]);
  return {
    set: { ...Object.fromEntries(shown), ...change },
    keep: entries.filter(({ masked }) => masked).map(({ key }) => key),
  };
}

describe('detail', () => {
  test('takes two calls once the plugin is known, and shows no secret', async () => {
    worker.add('orders', { config: CONFIG, states: ['FAILED'], trace: `x.Y: bad ${SECRET}` });
    await detail();
    const before = worker.requests.length;
    const shown = await detail();
    const calls = worker.requests.slice(before).map(({ path }) => path);
    expect(calls.filter((path) => path.startsWith('/connectors/orders')).sort()).toEqual([
      '/connectors/orders',
      '/connectors/orders/status',
    ]);
    expect(calls.filter((path) => path.startsWith('/connector-plugins'))).toEqual([]);
    expect(JSON.stringify(shown)).not.toContain('wörd');
    expect(shown.tasks[0]?.trace).toBe('x.Y: bad [secret]');
    expect(shown.config).toContainEqual({
      key: 'db.pw',
      value: null,
      masked: true,
      stamp: expect.any(String),
    });
    expect(shown.config).toContainEqual({
      key: 'other.password',
      value: REFERENCE,
      masked: false,
    });
  });

  test('an unknown connector is not found', async () => {
    await expect(detail()).rejects.toMatchObject({ code: 'resource/not-found' });
  });

  test('keeps the last row and names the trouble when the worker cannot be asked', async () => {
    worker.add('orders', { config: CONFIG });
    await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors).toHaveLength(1));
    worker.fail('GET /connectors/orders', {
      do: 'answer',
      status: 500,
      body: '{"error_code":500,"message":"oops"}',
    });
    expect(await detail()).toMatchObject({
      row: { name: 'orders', state: 'RUNNING' },
      config: null,
      problems: ['The worker answered 500: oops'],
    });
  });

  test('C8: a trace of 20 MB is cut to 1 MiB, and to 64 KiB where it is kept', async () => {
    worker.add('orders', { config: CONFIG, states: ['FAILED'], trace: `x.Y: start${'z'.repeat(2e7)}end` });
    const trace = (await detail()).tasks[0]?.trace ?? '';
    expect(trace.length).toBeLessThan(1_100_000);
    expect(trace.endsWith('end')).toBe(true);
    await running.console.history.flush();
    const rows = await running.console.db.selectFrom('event_text').select('trace').execute();
    expect(Math.max(...rows.map((row) => row.trace?.length ?? 0))).toBeLessThan(66_000);
  });

  test('offsets beyond 2^53 are exact, and topics are sorted', async () => {
    worker.add('orders', {
      offsets: '[{"partition":{"kafka_partition":0},"offset":{"kafka_offset":9007199254740993}}]',
      topics: ['b', 'a'],
    });
    expect((await getOffsets(running.context, ref)).offsets).toEqual([
      { partition: '{"kafka_partition":0}', offset: '{"kafka_offset":9007199254740993}' },
    ]);
    expect(await getTopics(running.context, ref)).toEqual({ topics: ['a', 'b'] });
  });
});

describe('edit', () => {
  test('keeps secrets the browser never saw byte for byte', async () => {
    worker.add('orders', { config: CONFIG });
    const shown = await detail();
    const update = { draft: draftOf(shown, { file: '/data/new.txt' }), configHash: shown.configHash ?? '' };
    const record = await updateConnectorConfig(running.context, { ...ref, update });
    expect(record).toMatchObject({ action: 'edit-config', workerStatus: 200 });
    expect(worker.connectors.get('orders')?.config).toEqual({ ...CONFIG, file: '/data/new.txt' });
    const audit = await running.console.db.selectFrom('audit').selectAll().execute();
    expect(JSON.parse(audit[0]?.detail ?? '')).toEqual({ added: [], changed: ['file'], removed: [] });
  });

  test('C12: refuses when the config changed under the editor, and writes nothing', async () => {
    const orders = worker.add('orders', { config: CONFIG });
    const shown = await detail();
    orders.config = { ...CONFIG, 'db.pw': 'another secret' };
    const update = { draft: draftOf(shown), configHash: shown.configHash ?? '' };
    const edit = updateConnectorConfig(running.context, { ...ref, update });
    await expect(edit).rejects.toMatchObject({ code: 'resource/conflict' });
    expect(worker.writes()).toEqual([]);
  });

  test('a refusal that quotes a secret comes back without it', async () => {
    worker.add('orders', { config: CONFIG });
    const shown = await detail();
    const body = JSON.stringify({
      error_code: 400,
      message: `Invalid value ${SECRET} for configuration db.pw`,
    });
    worker.fail('PATCH /connectors/orders/config', { do: 'answer', status: 400, body });
    const update = { draft: draftOf(shown), configHash: shown.configHash ?? '' };
    const edit = updateConnectorConfig(running.context, { ...ref, update });
    await expect(edit).rejects.toMatchObject({
      code: 'connect/rest/config-invalid',
      workerMessage: 'Invalid value [secret] for configuration db.pw',
    });
    const kept = await running.console.db.selectFrom('audit').selectAll().execute();
    expect(JSON.stringify([kept, running.console.actions.list(), running.logged])).not.toContain('wörd');
  });

  test('C11: an edit that was applied without an answer is read back', async () => {
    worker.add('orders', { config: CONFIG });
    const shown = await detail();
    worker.fail('PATCH /connectors/orders/config', { do: 'apply-then-reset' });
    const update = { draft: draftOf(shown, { file: '/new' }), configHash: shown.configHash ?? '' };
    await expect(updateConnectorConfig(running.context, { ...ref, update })).rejects.toThrow();
    expect(running.console.actions.list()[0]?.summary).toContain('the new config is in place');
  });

  test('S9: of 2,000 random configs every secret survives an untouched edit, and no mask is ever written', async () => {
    const { maskConfig } = await import('@/lib/connect/config/redact');
    const key = fc.oneof(
      fc.constantFrom('password', 'db.pw', 'file', '__proto__', 'constructor', 'toString', 'api.key', 'url'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    );
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('******', '[secret]', '[hidden]', 'jdbc:x?password=abc', REFERENCE),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 12 }), fc.boolean(), (entries, isKnown) => {
        const stored = Object.fromEntries(entries);
        const known = isKnown ? { names: new Set(['db.pw']), passwords: new Set(['db.pw']) } : undefined;
        const masked = maskConfig(stored, known);
        const set = Object.fromEntries(
          masked.filter((one) => !one.masked).map((one) => [one.key, one.value]),
        );
        const keep = masked.filter((one) => one.masked).map((one) => one.key);
        expect(Object.entries(mergeDraft({ set, keep }, stored)).sort()).toEqual(
          Object.entries(stored).sort(),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('create', () => {
  const connector = (name: string, initialState?: 'STOPPED') => ({
    clusterId,
    connector: {
      name,
      draft: { set: { 'connector.class': 'X', 'db.pw': SECRET }, keep: [] },
      ...(initialState ? { initialState } : {}),
    },
  });

  test('answers once the worker accepted, and follows until it runs', async () => {
    const { id, phase } = await createConnector(running.context, connector('fresh'));
    expect(phase).toBe('following');
    await vi.waitFor(() => expect(running.console.actions.get(id)?.phase).toBe('succeeded'), {
      timeout: 5_000,
    });
    expect(running.console.actions.get(id)?.summary).toMatch(/^connector and 1 of 1 task running/);
  });

  test('in a state of rest sends it along, or stops right after on old workers', async () => {
    await createConnector(running.context, connector('new', 'STOPPED'));
    expect(JSON.parse(worker.requests.find(({ method }) => method === 'POST')?.body ?? '')).toMatchObject({
      initial_state: 'STOPPED',
    });
    const watch = running.console.fleet.watch('prod');
    vi.spyOn(watch, 'root', 'get').mockReturnValue({ version: '3.6.0' });
    await createConnector(running.context, connector('old', 'STOPPED'));
    expect(worker.writes().slice(-2)).toEqual(['POST /connectors', 'PUT /connectors/old/stop']);
  });

  test.each(['.', '..', 'a\u0007b', '\ud800'])('the name %j is refused', async (name) => {
    await expect(createConnector(running.context, connector(name))).rejects.toMatchObject({
      code: 'input/invalid',
    });
    expect(worker.writes()).toEqual([]);
  });

  test('a taken name is a conflict in the words of the worker', async () => {
    worker.add('taken');
    await expect(createConnector(running.context, connector('taken'))).rejects.toMatchObject({
      code: 'connect/rest/conflict',
      workerMessage: 'Connector taken already exists',
    });
  });
});

test('the configs of tasks are shown without secrets, also under names the plugin does not declare', async () => {
  worker.add('orders', {
    config: { ...CONFIG, 'task.jdbc': `user=app ${SECRET}` },
    states: ['RUNNING', 'RUNNING'],
  });
  const { tasks } = await getTaskConfigs(running.context, ref);
  expect(tasks.map(({ id }) => id)).toEqual([0, 1]);
  expect(JSON.stringify(tasks)).not.toContain('wörd');
  expect(tasks[0]?.config).toContainEqual({ key: 'db.pw', value: null, masked: true });
  expect(tasks[0]?.config).toContainEqual({ key: 'task.jdbc', value: null, masked: true });
  expect(tasks[0]?.config).toContainEqual({ key: 'task.class', value: 'X.Task', masked: false });
});
