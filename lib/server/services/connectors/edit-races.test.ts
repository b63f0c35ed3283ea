import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { maskConfig } from '@/lib/connect/config/redact';
import { ClusterId } from '@/lib/connect/names';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { validateConfig } from '../plugins';
import { getConnector, updateConnectorConfig } from '.';

const ref = { clusterId: ClusterId.parse('prod'), connector: 'orders' };
const SECRET = 'hunter2-very-secret';

let worker: FakeWorker;
let running: TestConsole;

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

/** Looks only once: these tests are about edits, and looks at the whole cluster would only cost time. */
async function start(version: string): Promise<void> {
  worker = await FakeWorker.start();
  worker.version = version;
  worker.passwordKeys = ['db.pw'];
  running = await startTestConsole({ clusters: { prod: worker.url }, pollMs: 60_000 });
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBe(version));
  vi.spyOn(running.console.fleet.watch('prod'), 'lookSoon').mockResolvedValue();
}

/** STOPPED, so that what becomes of an edit is seen at the first look. */
const add = (config: ConnectorConfig) =>
  worker.add('orders', { config, connector: { state: 'STOPPED', worker_id: 'w' }, states: [] });

type Draft = { set: Record<string, string | null>; keep: string[] };

/** What a browser makes of a detail: everything shown is set, everything masked is kept. */
async function open(): Promise<{ draft: Draft; configHash: string; text: string }> {
  const shown = await getConnector(running.context, ref);
  const entries = shown.config ?? [];
  return {
    draft: {
      set: Object.fromEntries(entries.filter((one) => !one.masked).map(({ key, value }) => [key, value])),
      keep: entries.filter((one) => one.masked).map(({ key }) => key),
    },
    configHash: shown.configHash ?? '',
    text: JSON.stringify(shown),
  };
}

const save = (draft: Draft, configHash: string) =>
  updateConnectorConfig(running.context, { ...ref, update: { draft, configHash } });

describe.each([
  ['4.1.0', 'PATCH'],
  ['3.7.0', 'PUT'],
])('C12 on Connect %s, written with %s', (version, method) => {
  test('of 500 races between two editors every accepted edit is in the config, and the other is a conflict', async () => {
    await start(version);
    const orders = add({ name: 'orders', 'connector.class': 'X', 'db.pw': SECRET });
    let conflicts = 0;
    for (let race = 0; race < 500; race += 1) {
      const { draft, configHash } = await open();
      // Every other race is for the same key.
      const keys = race % 2 === 0 ? ['one', 'one'] : ['one', 'two'];
      const results = await Promise.allSettled(
        keys.map((key, who) =>
          save({ ...draft, set: { ...draft.set, [key]: `${race}/${who}` } }, configHash),
        ),
      );
      results.forEach((result, who) => {
        if (result.status === 'rejected') {
          expect(result.reason).toMatchObject({ code: 'resource/conflict' });
          conflicts += 1;
        } else expect(orders.config[keys[who] ?? '']).toBe(`${race}/${who}`);
      });
    }
    expect(conflicts).toBe(500);
    expect(orders.config['db.pw']).toBe(SECRET);
    const writes = worker.writes().filter((line) => line.endsWith('/config'));
    expect(writes).toHaveLength(500);
    expect(new Set(writes)).toEqual(new Set([`${method} /connectors/orders/config`]));
  }, 120_000);
});

test('C12 what somebody changes outside, between our check and our PATCH, stays', async () => {
  await start('4.1.0');
  const orders = add({ name: 'orders', 'connector.class': 'X', a: '1', b: '1' });
  const { draft, configHash } = await open();
  worker.beforeAnswer = ({ method }) => {
    if (method === 'PATCH') orders.config = { ...orders.config, b: 'outside', c: 'new' };
  };
  await save({ ...draft, set: { ...draft.set, a: '2' } }, configHash);
  expect(orders.config).toMatchObject({ a: '2', b: 'outside', c: 'new' });
});

test('C12 the conflict brings the config of now, and tells a changed secret from an untouched one', async () => {
  await start('4.1.0');
  const config = { name: 'orders', 'connector.class': 'X', 'db.pw': SECRET, 'my.password': SECRET };
  const orders = add(config);
  const base = (await getConnector(running.context, ref)).config ?? [];
  const { draft, configHash } = await open();
  orders.config = { ...config, 'db.pw': 'rotated-secret-1', 'tasks.max': '4' };
  const error = await save(draft, configHash).catch((thrown: unknown) => thrown);
  const stampOf = (entries: typeof base, key: string) => entries.find((one) => one.key === key)?.stamp;
  const { config: now, configHash: nowHash } = (
    error as { data: { current: { config: typeof base; configHash: string } } }
  ).data.current;
  expect(JSON.stringify(error)).not.toMatch(/hunter2|rotated/);
  expect(stampOf(now, 'db.pw')).not.toBe(stampOf(base, 'db.pw'));
  expect(stampOf(now, 'my.password')).toBe(stampOf(base, 'my.password'));
  expect(stampOf(now, 'my.password')).not.toBe(stampOf(now, 'db.pw'));
  await save({ ...draft, set: { ...draft.set, 'tasks.max': '5' } }, nowHash);
  expect(orders.config).toEqual({ ...config, 'db.pw': 'rotated-secret-1', 'tasks.max': '5' });
});

test('an edit that takes a key away, or a worker without PATCH in spite of its version, is written all the same', async () => {
  await start('4.1.0');
  const orders = add({ name: 'orders', 'connector.class': 'X', a: '1', b: null });
  const first = await open();
  await save({ ...first.draft, set: { name: 'orders', 'connector.class': 'X', b: null } }, first.configHash);
  expect(orders.config).toEqual({ name: 'orders', 'connector.class': 'X', b: null });
  worker.fail('PATCH', { do: 'answer', status: 405, body: '{"error_code":405,"message":"no"}' });
  const second = await open();
  await save({ ...second.draft, set: { ...second.draft.set, a: null } }, second.configHash);
  expect(orders.config).toEqual({ name: 'orders', 'connector.class': 'X', a: null, b: null });
});

const SECRETS = ['s3cr3t-one-öü', 'p4ss"wörd\\ two', 'three\n\ttabbed-secret', 'four=with:sep arators'];
const secretKey = fc.constantFrom('db.pw', 'my.password', 'aws.secret.access.key', 'x.token');
const plainKey = fc.oneof(
  fc.constantFrom('file', 'topic', 'tasks.max', 'producer.override.acks', 'constructor', '__proto__', 'Ключ'),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
    .filter((key) => key !== 'name' && key !== 'connector.class'),
);
const REFERENCE = ['$', '{file:/secrets:db}'].join('');
const plainValue = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', '******', '[secret]', '[hidden]', REFERENCE, `a ${REFERENCE} b`),
  fc.constant(null),
);
const entry = fc.oneof(
  fc.tuple(secretKey, fc.constantFrom(...SECRETS)),
  fc.tuple(plainKey, plainValue),
  fc.tuple(
    plainKey,
    fc.constantFrom(...SECRETS.map((one) => `jdbc:x://h?password=${one.replaceAll(/\W/g, '')}`)),
  ),
);
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key: plainKey, value: plainValue }),
  fc.record({ do: fc.constant('type' as const), key: secretKey, value: fc.constant('typed-anew-99') }),
  fc.record({ do: fc.constant('unset' as const), index: fc.nat(20) }),
);
const given = { name: 'orders', 'connector.class': 'X' };

/** What the config has to be after one step, told without the code under test. */
function expected(
  config: ConnectorConfig,
  one: { do: string; key?: string; value?: string | null; gone?: string },
) {
  const entries = new Map(Object.entries(config));
  if (one.gone !== undefined) entries.delete(one.gone);
  if (one.key !== undefined) entries.set(one.key, one.value ?? null);
  return [...entries].sort();
}

describe.each([
  ['4.1.0', 'PATCH'],
  ['3.7.0', 'PUT'],
])('trap 1, 2 and 22 on Connect %s, written with %s', (version) => {
  test('through 5,000 random edits no unknown key is lost, no secret changes unless typed, and none is shown', async () => {
    await start(version);
    let edits = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 10 }),
        fc.array(step, { minLength: 10, maxLength: 10 }),
        async (entries, steps) => {
          worker.connectors.delete('orders');
          const orders = add(Object.fromEntries([...entries, ...Object.entries(given)]));
          for (const one of steps) {
            const before = orders.config;
            const opened = await open();
            const secrets = Object.entries(before).filter(([, value]) => value && SECRETS.includes(value));
            const leaked = secrets.filter(([, value]) =>
              opened.text.includes(JSON.stringify(value).slice(1, -1)),
            );
            if (leaked.length > 0) expect(leaked).toEqual([]);
            const { set, keep } = opened.draft;
            const removable = [...Object.keys(set), ...keep]
              .filter((key) => !Object.hasOwn(given, key))
              .sort();
            const gone =
              one.do === 'unset' ? removable[one.index % Math.max(removable.length, 1)] : undefined;
            const draft =
              one.do === 'unset'
                ? {
                    set: Object.fromEntries(Object.entries(set).filter(([key]) => key !== gone)),
                    keep: keep.filter((key) => key !== gone),
                  }
                : {
                    set: Object.fromEntries([...Object.entries(set), [one.key, one.value]]),
                    keep: keep.filter((key) => key !== one.key),
                  };
            await save(draft, opened.configHash);
            edits += 1;
            const wanted = expected(before, { ...one, ...(gone === undefined ? {} : { gone }) });
            const is = Object.entries(orders.config).sort();
            // 10,000 deep comparisons would take longer than the edits.
            if (JSON.stringify(is) !== JSON.stringify(wanted)) expect(is).toEqual(wanted);
          }
        },
      ),
      { numRuns: 500, endOnFailure: true },
    );
    expect(edits).toBe(5_000);
    const kept = await running.console.db.selectFrom('audit').selectAll().execute();
    const shown = JSON.stringify([kept, running.console.actions.list(), running.logged]);
    for (const secret of ['s3cr3t-one', 'tabbed-secret', 'typed-anew']) expect(shown).not.toContain(secret);
  }, 240_000);
});

test('a kept secret is filled in for the worker’s validation and comes back in no answer, however it is spelled', async () => {
  await start('4.1.0');
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 10 }), async (entries) => {
      worker.connectors.delete('orders');
      const config = Object.fromEntries([...entries, ...Object.entries(given)]);
      add(config);
      worker.validate = (asked) => ({
        name: 'X',
        error_count: 0,
        groups: [],
        configs: Object.entries(asked).map(([name, value]) => ({
          definition: {
            name,
            type: worker.passwordKeys.includes(name) ? 'PASSWORD' : 'STRING',
            required: false,
            importance: 'HIGH',
          },
          value: {
            name,
            value,
            recommended_values: [],
            errors: [`Invalid value ${value} for configuration ${name}`],
            visible: true,
          },
        })),
      });
      const { draft } = await open();
      const result = await validateConfig(running.context, {
        clusterId: ref.clusterId,
        request: { pluginClass: 'X', draft, connector: 'orders' },
      });
      const known = { names: new Set<string>(), passwords: new Set(worker.passwordKeys) };
      const masked = maskConfig(config, known).filter((one) => one.masked);
      for (const { key } of masked) {
        expect(JSON.stringify(result)).not.toContain(JSON.stringify(config[key]).slice(1, -1));
      }
    }),
    { numRuns: 200 },
  );
});
