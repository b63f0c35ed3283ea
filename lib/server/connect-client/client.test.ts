import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/lib/base/clock';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { FaultServer } from '@/lib/testing/fault-server';
import { ConnectClient } from './client';
import {
  ConnectProtocolError,
  ConnectRestError,
  ConnectUnreachableError,
  mayHaveBeenApplied,
} from './errors';
import { parseExactly } from './exact-json';
import { send } from './transport';

const HOSTILE_NAMES = [
  "ta/b&c=d//\\rx=1þ.1>< `'\" x%y+z!ሴ#$&'(æ)*+,:;=?ñ@[]ÿ",
  '%2e',
  '%2e%2e',
  '%2F',
  'a/../b',
  '../config',
  '?x',
  '#x',
  'a\\b',
  '😀',
  'שלום',
  'x'.repeat(10_000),
  '__proto__',
];

let worker: FakeWorker;
let client: ConnectClient;

beforeEach(async () => {
  worker = await FakeWorker.start();
  client = new ConnectClient([worker.url], systemClock);
});
afterEach(async () => {
  client[Symbol.dispose]();
  await worker[Symbol.asyncDispose]();
});

describe('P2: names', () => {
  test.each(HOSTILE_NAMES)('the worker sees exactly the name %s', async (name) => {
    worker.add(name);
    await client.call('pause', { params: { connector: name } });
    expect(worker.writes()).toEqual([`PUT /connectors/${encodeURIComponent(name)}/pause`]);
    const info = await client.call('getConnector', { params: { connector: name } });
    expect(info.name).toBe(name);
  });

  test.each(['.', '..', '', '\ud800', 'a\udc00'])('%j is refused before anything is sent', async (name) => {
    await expect(client.call('deleteConnector', { params: { connector: name } })).rejects.toThrow();
    expect(worker.requests).toEqual([]);
  });

  test('1,000 random names arrive as they are, or are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), async (name) => {
        worker.requests.length = 0;
        const sent = await client
          .call('pause', { params: { connector: name } })
          .catch((error: unknown) => error);
        if (name === '.' || name === '..' || !name.isWellFormed()) return expect(worker.requests).toEqual([]);
        expect(sent).toBeInstanceOf(ConnectRestError);
        const path = worker.requests[0]?.path ?? '';
        expect(path.split('/').map(decodeURIComponent)).toEqual(['', 'connectors', name, 'pause']);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('P3: headers', () => {
  test('only headers of the list go out', async () => {
    await client.call('createConnector', { body: { name: 'x', config: { 'connector.class': 'a' } } });
    const seen = Object.keys(worker.requests[0]?.headers ?? {}).sort();
    expect(seen).toEqual(['accept', 'connection', 'content-length', 'content-type', 'host', 'user-agent']);
  });

  test('a redirect is an error and is not followed', async () => {
    worker.fail('GET /connectors', {
      do: 'answer',
      status: 302,
      body: '',
      headers: { location: `${worker.url}/` },
    });
    await expect(client.call('listNames')).rejects.toBeInstanceOf(ConnectProtocolError);
    expect(worker.requests).toHaveLength(1);
  });
});

describe('errors', () => {
  test("a worker's error keeps its words", async () => {
    const error = await client
      .call('getConnector', { params: { connector: 'nope' } })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: 'connect/rest/not-found',
      status: 404,
      workerMessage: 'Connector nope not found',
    });
  });

  test('C1: refusal is told apart, and nothing was applied', async () => {
    await worker[Symbol.asyncDispose]();
    const error = await client.call('pause', { params: { connector: 'x' } }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'refused', applied: 'no' });
    expect(mayHaveBeenApplied(error)).toBe(false);
    worker = await FakeWorker.start();
  });

  test('C2: a read without an answer gives up at its limit', async () => {
    worker.fail('GET /', { do: 'hang' });
    const startedAt = performance.now();
    const error = await client.call('root', { timeoutMs: 300 }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test('C11: a write that is reset after it was applied is of unknown outcome', async () => {
    worker.add('orders');
    worker.fail('PUT /connectors/orders/pause', { do: 'apply-then-reset' });
    const error = await client.call('pause', { params: { connector: 'orders' } }).catch((e: unknown) => e);
    expect(mayHaveBeenApplied(error)).toBe(true);
    expect(worker.connectors.get('orders')?.connector?.state).toBe('PAUSED');
  });

  test.each([
    [
      'HTML',
      { do: 'answer', status: 200, body: '<html>hello</html>', headers: { 'content-type': 'text/html' } },
    ],
    ['no body', { do: 'answer', status: 200, body: '' }],
    ['null', { do: 'answer', status: 200, body: 'null' }],
    ['another shape', { do: 'answer', status: 200, body: '{"a":1}' }],
    [
      'gzip nobody asked for',
      { do: 'answer', status: 200, body: '[]', headers: { 'content-encoding': 'gzip' } },
    ],
    ['HTML with 502', { do: 'answer', status: 502, body: '<html>bad gateway</html>' }],
  ] as const)('C6: %s is a protocol error', async (_name, fault) => {
    worker.fail('GET /connectors', fault);
    await expect(client.call('listNames')).rejects.toBeInstanceOf(ConnectProtocolError);
  });

  test('C7: an answer cut at any byte is a typed error', async () => {
    const full = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n["a,b"]';
    await using server = await FaultServer.start();
    for (let cut = 0; cut < full.length; cut += 1) {
      server.answer = { bytes: full.slice(0, cut), close: true };
      using cutClient = new ConnectClient([server.url], systemClock);
      const error = await cutClient.call('listNames').catch((e: unknown) => e);
      const typed = error instanceof ConnectProtocolError || error instanceof ConnectUnreachableError;
      expect(typed, `cut at ${cut}: ${String(error)}`).toBe(true);
    }
  });

  test.each([
    ['bad chunking', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9\r\n'],
    [
      'bad UTF-8',
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n["'), Buffer.of(0xff)]),
    ],
  ] as const)('C7: %s is a typed error', async (_name, bytes) => {
    await using server = await FaultServer.start();
    server.answer = { bytes, close: true };
    using other = new ConnectClient([server.url], systemClock);
    const error = await other.call('listNames').catch((e: unknown) => e);
    expect(error instanceof ConnectProtocolError || error instanceof ConnectUnreachableError).toBe(true);
  });

  test('C10: a body that never ends is cut by time', async () => {
    worker.fail('GET /', { do: 'drip', everyMs: 20 });
    const request = {
      method: 'GET',
      path: '/',
      connectMs: 500,
      firstByteMs: 500,
      bodyMs: 400,
      maxBytes: 1e6,
    };
    const startedAt = performance.now();
    await expect(send({ ...request, baseUrl: worker.url, agent: false }, systemClock)).rejects.toBeInstanceOf(
      ConnectProtocolError,
    );
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('C8: a body past its limit is cut while it streams', async () => {
    worker.fail('GET /', { do: 'huge', bytes: 100 * 1_048_576 });
    const before = process.memoryUsage().rss;
    await expect(client.call('root')).rejects.toThrow(/larger than 8 MiB/);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1_048_576);
  });
});

describe('failover', () => {
  test('reads move to the next URL and stay there', async () => {
    using two = new ConnectClient(['http://127.0.0.1:1', worker.url], systemClock);
    expect(await two.call('listNames')).toEqual([]);
    expect(await two.call('listNames')).toEqual([]);
  });

  test('a write moves on only when no connection was made', async () => {
    worker.add('orders');
    await using other = await FakeWorker.start();
    other.add('orders');
    using refused = new ConnectClient(['http://127.0.0.1:1', other.url], systemClock);
    await refused.call('pause', { params: { connector: 'orders' } });
    expect(other.writes()).toHaveLength(1);
    worker.fail('PUT', { do: 'reset' });
    using reset = new ConnectClient([worker.url, other.url], systemClock);
    await expect(reset.call('pause', { params: { connector: 'orders' } })).rejects.toMatchObject({
      applied: 'unknown',
    });
    expect(other.writes()).toHaveLength(1);
  });
});

test('64-bit numbers survive as text', () => {
  const parsed = parseExactly('{"a":9223372036854775807,"b":[9007199254740993,1.50,-0.0]}');
  expect(JSON.stringify(parsed)).toBe('{"a":9223372036854775807,"b":[9007199254740993,1.50,-0.0]}');
});
