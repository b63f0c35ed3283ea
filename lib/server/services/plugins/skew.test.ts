import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { listPluginSkew } from '.';

const plugin = (name: string, version: string) => ({ class: name, type: 'sink', version });

let one: FakeWorker;
let other: FakeWorker;
let running: TestConsole | undefined;
beforeEach(async () => {
  [one, other] = [await FakeWorker.start(), await FakeWorker.start()];
  one.plugins = [plugin('io.Jdbc', '10.7.4'), plugin('io.S3', '1.0'), plugin('io.Same', '2')];
  other.plugins = [plugin('io.Jdbc', '10.8.0'), plugin('io.Same', '2')];
});
afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

async function start(urls: string[]): Promise<TestConsole> {
  running = await startTestConsole({ clusters: { prod: urls } });
  await vi.waitFor(() => expect(running?.console.fleet.clusters().clusters[0]?.version).toBeTruthy());
  return running;
}

test('names every class that is not the same on all workers, with what each has', async () => {
  other.version = '4.0.0';
  const { context } = await start([one.url, other.url]);
  expect(await listPluginSkew(context)).toEqual({
    skews: [
      { clusterId: 'prod', class: null, versions: versions('4.1.0', '4.0.0') },
      { clusterId: 'prod', class: 'io.Jdbc', versions: versions('10.7.4', '10.8.0') },
      { clusterId: 'prod', class: 'io.S3', versions: versions('1.0', null) },
    ],
    problems: [],
  });
});

test('a worker that cannot be asked is named and counts for no difference', async () => {
  const { context } = await start([one.url, other.url]);
  other.fail('GET /connector-plugins', { do: 'answer', status: 500, body: '{"message":"no"}' });
  const { skews, problems } = await listPluginSkew(context);
  expect(skews).toEqual([]);
  expect(problems).toMatchObject([{ clusterId: 'prod', url: other.url }]);
});

test('a cluster with one URL is not asked', async () => {
  const { context } = await start([one.url]);
  one.requests.length = 0;
  expect(await listPluginSkew(context)).toEqual({ skews: [], problems: [] });
  expect(one.requests.filter(({ path }) => path.startsWith('/connector-plugins'))).toEqual([]);
});

function versions(first: string | null, second: string | null) {
  return [
    { url: one.url, version: first },
    { url: other.url, version: second },
  ];
}
