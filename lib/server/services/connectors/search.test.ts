import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { searchConfigs } from '.';

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
  worker.passwordKeys = ['db.pw'];
  const config = { 'connector.class': 'io.x.PostgresConnector', 'db.pw': 'correct-horse' };
  worker.add('orders', { config: { ...config, 'value.converter': 'io.confluent.AvroConverter' } });
  worker.add('returns', { config: { ...config, 'value.converter': 'org.x.JsonConverter' } });
  running = await startTestConsole({ clusters: { prod: worker.url } });
  await vi.waitFor(async () => expect(await find('connector.class:io')).toHaveLength(2));
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

const find = async (terms: string) =>
  (await searchConfigs(running.context, { terms })).matches.map(({ connector }) => connector);

test('connectors are found by parts of option names and values, all of which must match', async () => {
  const before = worker.requests.length;
  expect(await find('class:postgres\nCONVERTER:avro')).toEqual(['orders']);
  expect(await find('value.converter:json')).toEqual(['returns']);
  expect(await find('no.such:')).toEqual([]);
  const asked = worker.requests.slice(before).map(({ path }) => path);
  expect(asked.filter((path) => path.includes('/orders') || path.includes('/returns'))).toEqual([]);
});

test('a secret cannot be guessed through the search, though its name can be found', async () => {
  expect(await find('db.pw:')).toEqual(['orders', 'returns']);
  expect(await Promise.all(['db.pw:c', 'db.pw:correct-horse', 'pw:horse'].map(find))).toEqual([[], [], []]);
});

test('a term without a key is refused by name', async () => {
  await expect(find('just words')).rejects.toThrow(/key:value/);
});
