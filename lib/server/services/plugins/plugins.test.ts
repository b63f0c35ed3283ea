import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { listPlugins, validateConfig } from '.';

const REFERENCE = ['$', '{file:/secrets:db}'].join('');

const clusterId = ClusterId.parse('prod');
const SECRET = 'hunter2secret';

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
  running = await startTestConsole({ clusters: { prod: worker.url, dead: 'http://127.0.0.1:1' } });
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBe('4.1.0'));
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

type Values = Record<string, { value: string | null; errors?: string[]; type?: string }>;

function infos(values: Values) {
  return {
    name: 'X',
    error_count: 0,
    groups: [],
    configs: Object.entries(values).map(([name, { type = 'STRING', ...value }]) => ({
      definition: { name, type, required: false, importance: 'HIGH' },
      value: { name, visible: true, recommended_values: [], errors: [], ...value },
    })),
  };
}

const validate = (set: Record<string, string>, more: { keep?: string[]; connector?: string } = {}) =>
  validateConfig(running.context, {
    clusterId,
    request: {
      pluginClass: 'X',
      draft: { set, keep: more.keep ?? [] },
      ...(more.connector ? { connector: more.connector } : {}),
    },
  });

describe('validate', () => {
  test('fills in kept secrets for the worker and takes them out of its answer', async () => {
    worker.add('orders', { config: { 'connector.class': 'X', 'db.pw': SECRET } });
    const seen: unknown[] = [];
    worker.validate = (config) => {
      seen.push(config);
      return infos({
        'db.pw': {
          type: 'PASSWORD',
          value: SECRET,
          errors: [`Invalid value ${SECRET} for configuration db.pw: no`],
        },
        file: { value: '/x', errors: [`odd next to ${SECRET}`] },
      });
    };
    const result = await validate({ file: '/x' }, { keep: ['db.pw'], connector: 'orders' });
    expect(seen).toEqual([{ 'connector.class': 'X', 'db.pw': SECRET, file: '/x' }]);
    expect(JSON.stringify(result)).not.toContain(SECRET);
    expect(result).toMatchObject({ ok: true, maskedKeys: ['db.pw'] });
  });

  test('what a reference resolved to is dropped, in values and in errors', async () => {
    worker.validate = () =>
      infos({
        url: {
          value: 'jdbc:resolved-canary',
          errors: ['Invalid value resolved-canary for configuration url'],
        },
      });
    const result = await validate({ url: `jdbc:${REFERENCE}` });
    expect(JSON.stringify(result)).not.toContain('canary');
    expect(result).toMatchObject({ ok: true, maskedKeys: ['url'] });
  });

  test('values that are no secrets stay', async () => {
    worker.validate = () => infos({ file: { value: '/x' } });
    expect(JSON.stringify(await validate({ file: '/x' }))).toContain('"value":"/x"');
  });

  test('a worker that cannot validate is quoted, without secrets', async () => {
    worker.validate = () => new Error(`Connector config {db.password=${SECRET}} contains no connector type`);
    expect(await validate({ 'db.password': SECRET })).toEqual({
      ok: false,
      message: 'Connector config {db.password=[secret]} contains no connector type',
    });
  });

  test('a question nobody waits for any more is taken back from the worker, and the next one is answered', async () => {
    worker.fail('PUT /connector-plugins/X/config/validate', { do: 'hang' }, 1);
    const stop = new AbortController();
    const request = { pluginClass: 'X', draft: { set: { file: '/x' }, keep: [] } };
    const asked = validateConfig(running.context, { clusterId, request, signal: stop.signal });
    const isAsked = () => worker.requests.some(({ path }) => path.endsWith('/validate'));
    await vi.waitFor(() => expect(isAsked()).toBe(true));
    const gone = vi.waitFor(() => expect(worker.hangingUp).toBe(1));
    stop.abort();
    await expect(asked).rejects.toThrow();
    await gone;
    expect(await validate({ file: '/x' })).toMatchObject({ ok: true });
  });

  test('options of converters come from their definitions where the worker does not validate them, their secrets masked', async () => {
    const watch = running.console.fleet.watch('prod');
    vi.spyOn(watch, 'root', 'get').mockReturnValue({ version: '3.6.0' });
    worker.passwordKeys = ['pw'];
    worker.validate = () => infos({ file: { value: '/x' } });
    const config = {
      'value.converter': 'org.x.Json',
      'value.converter.pw': SECRET,
      'value.converter.file': 'f',
    };
    for (let time = 0; time < 2; time += 1) {
      const result = await validate(config);
      const names = result.ok ? result.infos.configs.map(({ value }) => [value?.name, value?.value]) : [];
      expect(names).toEqual([
        ['file', '/x'],
        ['value.converter.file', 'f'],
        ['value.converter.topic', null],
        ['value.converter.pw', null],
      ]);
      expect(JSON.stringify(result)).not.toContain(SECRET);
    }
    const asked = worker.requests.filter(({ path }) => path === '/connector-plugins/org.x.Json/config');
    expect(asked).toHaveLength(1);
    vi.spyOn(watch, 'root', 'get').mockReturnValue({ version: '3.8.0' });
    expect(JSON.stringify(await validate(config))).not.toContain('value.converter.topic');
  });

  test('an old worker that needs topics first is asked once more, without a trace of the placeholder', async () => {
    worker.validate = (config) =>
      config.topics === undefined
        ? new Error(
            'org.apache.kafka.common.config.ConfigException: Must configure one of topics or topics.regex',
          )
        : infos({ topics: { value: config.topics ?? null }, file: { value: '/x' } });
    const result = await validate({ file: '/x' });
    expect(result.ok).toBe(true);
    expect(JSON.stringify(result)).not.toContain('placeholder');
    expect(JSON.stringify(result)).toContain('Must configure one of topics');
  });
});

describe('plugins', () => {
  test('are listed with how many connectors use them, and a dead cluster is named', async () => {
    worker.add('orders', { config: { 'connector.class': 'FileStreamSource' } });
    await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors[0]?.pluginClass).toBeTruthy());
    const { plugins, problems } = await listPlugins(running.context);
    expect(plugins.map(({ connectors }) => connectors)).toEqual([0, 1]);
    expect(problems).toEqual([{ clusterId: 'dead', message: '127.0.0.1:1 refused the connection.' }]);
  });

  test('are asked for once a minute', async () => {
    await listPlugins(running.context, { clusterId });
    await listPlugins(running.context, { clusterId });
    expect(worker.requests.filter(({ path }) => path.startsWith('/connector-plugins'))).toHaveLength(1);
  });
});
