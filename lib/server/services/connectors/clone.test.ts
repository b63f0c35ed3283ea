import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { validateConfig } from '../plugins';
import { createConnector } from '.';

const [prod, dev] = ['prod', 'dev'].map((id) => ClusterId.parse(id)) as [ClusterId, ClusterId];
const SECRET = 'hunter2-very-secret';
const REFERENCE = ['$', '{file:/secrets:db}'].join('');
const CONFIG = {
  name: 'orders',
  'connector.class': 'X',
  'connection.url': 'jdbc:one',
  'db.pw': SECRET,
  'ssl.password': REFERENCE,
};
const copyOf = { clusterId: prod, connector: 'orders' };

let workers: [FakeWorker, FakeWorker];
let running: TestConsole;

beforeEach(async () => {
  workers = [await FakeWorker.start(), await FakeWorker.start()];
  for (const worker of workers) worker.passwordKeys = ['db.pw'];
  workers[0].add('orders', { config: CONFIG });
  running = await startTestConsole({ clusters: { prod: workers[0].url, dev: workers[1].url } });
  await vi.waitFor(() =>
    expect(running.console.fleet.clusters().clusters.every((one) => one.version)).toBe(true),
  );
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  for (const worker of workers) await worker[Symbol.asyncDispose]();
});

const set = (more: Record<string, string> = {}) => ({
  name: 'copy',
  'connector.class': 'X',
  'connection.url': 'jdbc:one',
  'ssl.password': REFERENCE,
  ...more,
});
const clone = (clusterId: ClusterId, more: Record<string, string> = {}, secretsConfirmed = false) =>
  createConnector(running.context, {
    clusterId,
    connector: {
      name: 'copy',
      draft: { set: set(more), keep: ['db.pw'] },
      copyOf,
      secretsConfirmed,
      initialState: 'STOPPED',
    },
  });

describe('a copy', () => {
  test('has the secrets of its source byte for byte, and its references as they are', async () => {
    await clone(prod, { topics: 'others', 'tasks.max': '4' });
    expect(workers[0].connectors.get('copy')?.config).toEqual({
      ...CONFIG,
      name: 'copy',
      topics: 'others',
      'tasks.max': '4',
    });
    expect(workers[0].connectors.get('copy')?.connector?.state).toBe('STOPPED');
    const audit = await running.console.db.selectFrom('audit').selectAll().execute();
    expect(JSON.parse(audit[0]?.detail ?? '')).toMatchObject({ copyOf, secrets: ['db.pw'], differences: [] });
    expect(JSON.stringify([audit, running.console.actions.list(), running.logged])).not.toContain('hunter2');
  });

  test('takes no secret to another host, nor to another cluster, unless that was confirmed', async () => {
    const url = { 'connection.url': 'jdbc:evil' };
    await expect(clone(prod, url)).rejects.toThrow(
      'db.pw of orders would be used with another connection.url: confirm that, or type new values.',
    );
    await expect(clone(dev)).rejects.toThrow('on another cluster');
    await expect(clone(prod, { 'proxy.host': 'evil' })).rejects.toMatchObject({ code: 'input/invalid' });
    expect(workers.flatMap((worker) => worker.writes())).toEqual([]);
    await clone(dev, url, true);
    expect(workers[1].connectors.get('copy')?.config).toMatchObject({ ...url, 'db.pw': SECRET });
    const audit = await running.console.db.selectFrom('audit').select('detail').execute();
    expect(JSON.parse(audit[0]?.detail ?? '')).toMatchObject({ differences: ['connection.url'] });
  });

  test('a key to keep that its source does not have is refused', async () => {
    const draft = { set: set(), keep: ['other.password'] };
    const made = createConnector(running.context, {
      clusterId: prod,
      connector: { name: 'copy', draft, copyOf },
    });
    await expect(made).rejects.toMatchObject({ code: 'resource/conflict' });
  });

  test('is validated with its source’s secrets only where they cannot go elsewhere', async () => {
    const seen: Record<string, string | null>[] = [];
    for (const worker of workers) {
      worker.validate = (config) => {
        seen.push(config);
        const errors = config['db.pw'] ? [] : ['Missing required configuration "db.pw"'];
        const definition = { name: 'db.pw', type: 'PASSWORD', required: true, importance: 'HIGH' };
        return {
          name: 'X',
          error_count: errors.length,
          groups: [],
          configs: [
            { definition, value: { name: 'db.pw', value: config['db.pw'] ?? null, errors, visible: true } },
          ],
        };
      };
    }
    const ask = (clusterId: ClusterId, more: Record<string, string>) =>
      validateConfig(running.context, {
        clusterId,
        request: { pluginClass: 'X', draft: { set: set(more), keep: ['db.pw'] }, copyOf },
      });
    for (const [cluster, more] of [
      [prod, {}],
      [prod, { 'connection.url': 'jdbc:evil' }],
      [dev, {}],
    ] as const) {
      const result = await ask(cluster, more);
      expect(result).toMatchObject({ ok: true, infos: { error_count: 0 } });
      expect(JSON.stringify(result)).not.toContain('hunter2');
    }
    expect(seen.map((config) => config['db.pw'])).toEqual([SECRET, undefined, undefined]);
  });
});
