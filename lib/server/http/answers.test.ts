import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GET as getDetail } from '@/app/api/v1/clusters/[clusterId]/connectors/[connectorName]/route';
import { GET as getTopics } from '@/app/api/v1/clusters/[clusterId]/connectors/[connectorName]/topics/route';
import { GET as listPlugins } from '@/app/api/v1/plugins/route';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { setConsole } from '../console';

/** What of a worker's answer reaches a browser, and what of a browser's path a worker. */

const EVIL = '<script>alert(1)</script>';

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
  running = await startTestConsole({ clusters: { prod: worker.url } });
  setConsole(running.console);
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBe('4.1.0'), {
    timeout: 10_000,
  });
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

type Handler = typeof getDetail;
const ask = (route: Handler, connectorName = 'orders') =>
  route(new Request('http://localhost:3000/x'), {
    params: Promise.resolve({ clusterId: 'prod', connectorName }),
  });

test.each<[string, Handler, RegExp, string]>([
  [
    'a connector',
    getDetail,
    /^\/connectors\/orders$/,
    `{"name":"orders","config":{"connector.class":"X"},"tasks":[],"evil":"${EVIL}"}`,
  ],
  [
    'topics',
    getTopics,
    /topics/,
    `{"orders":{"topics":["a"],"evil":"${EVIL}"},"more":{"topics":["${EVIL}"]}}`,
  ],
  [
    'plugins',
    listPlugins,
    /connector-plugins/,
    `[{"class":"X","type":"source","version":"1","evil":"${EVIL}"}]`,
  ],
])(
  'P3 P4 %s: no header of the worker and no field it invents comes through, and the kind of the answer is ours',
  async (_what, route, path, body) => {
    worker.add('orders');
    const headers = {
      'content-type': 'text/html',
      'set-cookie': 'sid=stolen',
      location: 'http://evil.example/',
      'x-powered-by': 'evil',
      'cache-control': 'public, max-age=99999',
    };
    worker.chaos = (request) =>
      path.test(request.path) ? { do: 'answer', status: 200, body, headers } : undefined;
    const response = await ask(route);
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain(EVIL);
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
  },
);

test.each(['.', '..', '\ud800', 'a\udfff'])(
  'P2 the name %j is answered 400 and reaches no worker',
  async (name) => {
    const seen = worker.requests.length;
    expect((await ask(getTopics, name)).status).toBe(400);
    const asked = worker.requests.slice(seen).map(({ path }) => path);
    expect(asked.filter((path) => !/^\/(connectors(\?expand=\w+)?)?$/.test(path))).toEqual([]);
  },
);

test.each([
  ['of Kafka’s own tests', "ta/b&c=d//\\rx=1þ.1>< `'\" x%y+z!ሴ#$&'(æ)*+,:;=?ñ@[]ÿ"],
  ['with a way up', 'a/../b'],
  ['that is encoded dots', '%2e%2e'],
  ['like a query', '?x'],
  ['like a fragment', '#x'],
  ['of 10,000 characters', 'x'.repeat(10_000)],
])('P2 the name %s reaches the worker as it is', async (_what, name) => {
  worker.add(name, { topics: ['t'] });
  const response = await ask(getTopics, name);
  expect(await response.json()).toEqual({ topics: ['t'] });
  const asked = worker.requests.filter(({ path }) => path.endsWith('/topics'));
  expect(asked.map(({ method, path }) => [method, decodeURIComponent(path.split('/')[2] ?? '')])).toEqual([
    ['GET', name],
  ]);
});
