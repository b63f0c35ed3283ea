import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { POST as act } from '@/app/api/v1/actions/route';
import { GET as getDetail } from '@/app/api/v1/clusters/[clusterId]/connectors/[connectorName]/route';
import { GET as getTimeline } from '@/app/api/v1/clusters/[clusterId]/connectors/[connectorName]/timeline/route';
import { POST as create } from '@/app/api/v1/clusters/[clusterId]/connectors/route';
import { DELETE as deleteCluster } from '@/app/api/v1/clusters/[clusterId]/route';
import { POST as addCluster, GET as listClusters } from '@/app/api/v1/clusters/route';
import { POST as testCluster } from '@/app/api/v1/clusters/test/route';
import { GET as listConnectors } from '@/app/api/v1/connectors/route';
import { GET as events } from '@/app/api/v1/events/route';
import { FleetSnapshot } from '@/lib/api/connectors';
import { ConsoleEvent } from '@/lib/api/events';
import { Problem } from '@/lib/api/problem';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { setConsole } from '../console';
import { toProblem } from './problem';

const ORIGIN = 'http://localhost:3000';
const GOOD = { 'content-type': 'application/json', origin: ORIGIN, host: 'localhost:3000' };

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
  running = await startTestConsole({ clusters: { prod: worker.url } });
  setConsole(running.console);
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBe('4.1.0'));
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

const segments = (params: Record<string, string> = {}) => ({ params: Promise.resolve(params) });

function request(method: string, body?: unknown, headers: Record<string, string> = GOOD): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Request(`${ORIGIN}/api/v1/x`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: text }),
  });
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return Problem.parse(await response.json());
}

describe('S24: a mutation', () => {
  const target = { action: 'pause', targets: [{ clusterId: 'prod', connector: 'orders' }] };

  test.each([
    ['without Origin', { 'content-type': 'application/json', host: 'localhost:3000' }],
    ['from another origin', { ...GOOD, origin: 'http://evil.example' }],
    ['from another port', { ...GOOD, origin: 'http://localhost:3001' }],
    ['with Origin null', { ...GOOD, origin: 'null' }],
    ['marked cross-site', { ...GOOD, 'sec-fetch-site': 'cross-site' }],
    ['marked same-site', { ...GOOD, 'sec-fetch-site': 'same-site' }],
    ['as text', { ...GOOD, 'content-type': 'text/plain' }],
    ['as a form', { ...GOOD, 'content-type': 'application/x-www-form-urlencoded' }],
  ])('%s is refused and reaches no worker', async (_name, headers) => {
    const response = await act(request('POST', target, headers), segments());
    expect([400, 403]).toContain(response.status);
    expect(worker.writes()).toEqual([]);
  });

  test('of the console itself is carried out', async () => {
    worker.add('orders');
    const headers = { ...GOOD, 'sec-fetch-site': 'same-origin' };
    const response = await act(request('POST', target, headers), segments());
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(worker.writes()).toEqual(['PUT /connectors/orders/pause']));
  });
});

describe('bad input', () => {
  test.each([
    ['no JSON', '{"action":', 400],
    ['an unknown action', { action: 'explode', targets: [{ clusterId: 'prod', connector: 'x' }] }, 400],
    ['no target', { action: 'pause', targets: [] }, 400],
    ['an unknown key', { action: 'pause', targets: [{ clusterId: 'prod', connector: 'x' }], more: 1 }, 400],
    [
      'a cluster id out of grammar',
      { action: 'pause', targets: [{ clusterId: '../x', connector: 'x' }] },
      400,
    ],
    ['an unknown cluster', { action: 'pause', targets: [{ clusterId: 'nope', connector: 'x' }] }, 404],
    ['deep nesting', `${'['.repeat(100)}${']'.repeat(100)}`, 400],
    ['two megabytes', `"${'x'.repeat(2_000_000)}"`, 413],
  ])('%s is a clear problem', async (_name, body, status) => {
    const problem = await problemOf(await act(request('POST', body), segments()));
    expect(problem.status).toBe(status);
    expect(problem.detail).not.toMatch(/at .*\.ts|node_modules/);
  });

  test('unknown connectors and windows that make no sense are clear problems', async () => {
    const params = { clusterId: 'prod', connectorName: 'nope' };
    expect((await problemOf(await getDetail(request('GET'), segments(params)))).code).toBe(
      'resource/not-found',
    );
    const url = new Request(`${ORIGIN}/api/v1/x?from=5&to=abc`);
    expect((await problemOf(await getTimeline(url, segments(params)))).fields).toHaveProperty('to');
  });

  test('a config the worker refuses comes back in its words', async () => {
    const body = { name: 'fresh', draft: { set: { file: '/x' }, keep: [] } };
    const problem = await problemOf(await create(request('POST', body), segments({ clusterId: 'prod' })));
    expect(problem).toMatchObject({
      status: 400,
      workerMessage: 'Connector config {} contains no connector type',
    });
  });

  test('errors of a class that Next bundled a second time are told like our own', () => {
    const twin = (more: object) => Object.assign(new Error('words'), more);
    const rest = twin({ code: 'connect/rest/not-found', status: 404, workerMessage: 'gone' });
    expect(toProblem(rest, 'r')).toMatchObject({ status: 404, workerMessage: 'gone' });
    const invalid = twin({ code: 'input/invalid', fields: { a: ['b'] } });
    expect(toProblem(invalid, 'r')).toMatchObject({ status: 400, fields: { a: ['b'] } });
    expect(toProblem(twin({ code: 'ENOENT' }), 'r')).toMatchObject({ status: 500, code: 'bug' });
  });

  test('an error nobody foresaw says nothing about the inside', async () => {
    vi.spyOn(running.console.fleet, 'clusters').mockImplementation(() => {
      throw new Error('secret internals');
    });
    const problem = await problemOf(await listClusters(request('GET'), segments()));
    expect(problem).toMatchObject({ status: 500, code: 'bug' });
    expect(JSON.stringify(problem)).not.toContain('secret internals');
    expect(running.logged.join()).toContain(problem.requestId);
  });
});

describe('clusters', () => {
  test('are added under an id of their own, tested, and removed', async () => {
    await using other = await FakeWorker.start();
    const tested = await testCluster(request('POST', { urls: [other.url] }), segments());
    expect(await tested.json()).toMatchObject({
      results: [{ ok: true, url: other.url, version: '4.1.0', kafkaClusterId: 'k1' }],
    });
    const added = await addCluster(request('POST', { name: 'Prod', urls: [other.url] }), segments());
    expect(added.status).toBe(201);
    expect(await added.json()).toMatchObject({ id: 'prod-2', name: 'Prod', origin: 'user' });
    expect((await deleteCluster(request('DELETE'), segments({ clusterId: 'prod-2' }))).status).toBe(204);
    expect((await deleteCluster(request('DELETE'), segments({ clusterId: 'prod' }))).status).toBe(403);
  });

  test.each([
    'http://u:secretpw@169.254.169.254',
    'http://169.254.169.254',
    'file:///etc/passwd',
    'nonsense',
  ])('%s is refused in plain words', async (url) => {
    const problem = await problemOf(
      await addCluster(request('POST', { name: 'x', urls: [url] }), segments()),
    );
    expect(problem.status).toBe(400);
    expect(JSON.stringify(problem)).not.toContain('secretpw');
  });

  test('a test of something that is no Connect worker is an answer, not an error', async () => {
    const response = await testCluster(request('POST', { urls: ['http://127.0.0.1:1'] }), segments());
    expect(await response.json()).toMatchObject({
      results: [{ ok: false, problem: { kind: 'refused' } }],
    });
  });
});

describe('events', () => {
  test('begin with hello at the number of the snapshot, go on without holes, and end when the console stops', async () => {
    const orders = worker.add('orders');
    await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors).toHaveLength(1));
    const snapshot = FleetSnapshot.parse(await (await listConnectors(request('GET'), segments())).json());
    const response = await events(request('GET'), segments());
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const read = readEvents(response);
    expect(await read()).toMatchObject({ type: 'hello', epoch: snapshot.epoch, seq: snapshot.seq });
    if (orders.tasks[0]) orders.tasks[0].state = 'FAILED';
    const delta = await read();
    expect(delta).toMatchObject({
      type: 'connectors',
      seq: snapshot.seq + 1,
      upserted: [{ health: 'FAILED' }],
    });
    await running.console[Symbol.asyncDispose]();
    expect(await read()).toBeUndefined();
  });

  test('C22: a browser that does not read is cut off instead of piling up', async () => {
    const response = await events(request('GET'), segments());
    expect(running.console.hub.listeners).toBe(1);
    const big = Array.from({ length: 3 }, (_, i) => `${i}${'x'.repeat(500_000)}`);
    for (const clusterId of big) running.console.hub.publish({ type: 'cluster-removed', clusterId });
    expect(running.console.hub.listeners).toBe(0);
    await response.body?.cancel();
  });
});

/** Returns a function that reads the next event, `undefined` at the end of the stream. */
function readEvents(response: Response): () => Promise<ConsoleEvent | undefined> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  return async () => {
    for (;;) {
      const end = buffer.indexOf('\n\n');
      if (end >= 0) {
        const block = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (block.startsWith('data: ')) return ConsoleEvent.parse(JSON.parse(block.slice(6)));
        continue;
      }
      const next = await reader?.read();
      if (!next || next.done) return undefined;
      buffer += next.value;
    }
  };
}
