import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../../base/clock.ts';
import { makeCertificate } from '../../../testing/certificates.ts';
import { FakeClock } from '../../../testing/fake-clock.ts';
import type { SinkRecord } from '../../api/record.ts';
import { buildFields, STRING_SCHEMA } from '../../api/schema.ts';
import { Struct } from '../../api/struct.ts';
import { httpSink } from './http-sink-connector.ts';
import { HttpSinkTask } from './http-sink-task.ts';

interface Received {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Scripted {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  /** Cuts the connection, or says nothing. */
  readonly fault?: 'cut' | 'silence';
}

/** A server that answers as told, one answer a request, then 200. */
async function aServer(...script: Scripted[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      received.push({ method: request.method, headers: request.headers, body });
      const { status = 200, headers = {}, text = '', fault } = script.shift() ?? {};
      if (fault === 'cut') request.socket.destroy();
      if (fault === undefined) response.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in?k=v` };
}

function aTask(
  url: string,
  options: Record<string, string> = {},
  { clock = systemClock, reports = false }: { clock?: Clock; reports?: boolean } = {},
) {
  const task = new HttpSinkTask(clock);
  const stop = new AbortController();
  const waits: number[] = [];
  const reported: [SinkRecord, Error][] = [];
  const report = async (record: SinkRecord, error: Error) => {
    reported.push([record, error]);
  };
  const context = {
    stopped: stop.signal,
    timeout: (ms: number) => waits.push(ms),
    requestCommit: () => undefined,
    ...(reports ? { errantRecordReporter: { report } } : {}),
  };
  task.start({ url, ...options }, context);
  onTestFinished(() => task.stop());
  const failureOf = (put: readonly SinkRecord[]) =>
    task.put(put).then(
      () => 'no failure',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  return { task, stop, waits, reported, failureOf };
}

function records(values: readonly unknown[], partition = 0): SinkRecord[] {
  return values.map((value, offset) => ({
    topic: 't',
    kafkaPartition: partition,
    kafkaOffset: offset,
    timestamp: 0,
    keySchema: null,
    key: null,
    valueSchema: null,
    value,
    headers: [],
    originalTopic: 't',
    originalKafkaPartition: partition,
    originalKafkaOffset: offset,
  }));
}

it('sends each record as JSON in its order, with method, headers and authentication', async () => {
  const { url, received } = await aServer();
  const struct = new Struct({
    type: 'STRUCT',
    optional: false,
    fields: buildFields([{ name: 'id', schema: STRING_SCHEMA }]),
  });
  const { task } = aTask(url, {
    method: 'PUT',
    headers: 'X-Tenant: shop:1, X-Other:2',
    'auth.type': 'basic',
    'auth.username': 'me',
    'auth.password': 'secret:word',
  });
  const values = [
    struct.put('id', 'a'),
    new Map([['n', 9007199254740993n]]),
    null,
    'text',
    new Uint8Array([1, 2]),
  ];
  await task.put(records(values));
  expect(received.map(({ body }) => body)).toEqual([
    '{"id":"a"}',
    '{"n":9007199254740993}',
    'null',
    '"text"',
    '"AQI="',
  ]);
  const authorization = `Basic ${Buffer.from('me:secret:word').toString('base64')}`;
  expect(received[0]).toMatchObject({
    method: 'PUT',
    headers: { 'x-tenant': 'shop:1', 'x-other': '2', authorization, 'content-type': 'application/json' },
  });
});

it.each([
  [{ 'batch.size': '2' }, ['1\n2', '3'], 'application/x-ndjson'],
  [{ 'batch.size': '2', 'batch.json.as.array': 'true' }, ['[1,2]', '[3]'], 'application/json'],
  [{ 'batch.size': '9', 'request.body.format': 'text' }, ['1\n2\n3'], 'text/plain; charset=utf-8'],
])('makes batches of %j', async (options: Record<string, string>, bodies, type) => {
  const { url, received } = await aServer();
  await aTask(url, options).task.put(records([1, 2, 3]));
  expect(received.map(({ body }) => body)).toEqual(bodies);
  expect(received[0]?.headers['content-type']).toBe(type);
});

it('sends a batch that failed again and nothing that was taken before it, and only then the next', async () => {
  const { url, received } = await aServer({}, { status: 503 }, { fault: 'cut' });
  const { task, waits } = aTask(url, { 'retry.backoff.ms': '10' });
  const put = records(['a', 'b', 'c']);
  await expect(task.put(put)).rejects.toThrow('answered 503 to record t-0@1');
  await expect(task.put(put)).rejects.toMatchObject({ name: 'RetriableException' });
  await task.put(put);
  expect(received.map(({ body }) => body)).toEqual(['"a"', '"b"', '"b"', '"b"', '"c"']);
  expect(waits).toEqual([10, 20]);
  // What comes after it is not taken for something that was sent.
  await task.put(records(['a'], 1));
  expect(received).toHaveLength(6);
});

it('waits twice as long each time up to the longest, and as long as Retry-After says', async () => {
  const busy = { status: 503 };
  const after = (value: string) => ({ status: 429, headers: { 'retry-after': value } });
  const script = [busy, busy, busy, after('7'), after('99999'), after('soon'), { status: 408 }, {}, busy];
  const { url } = await aServer(...script);
  const { waits, failureOf } = aTask(url, { 'retry.backoff.ms': '100', 'retry.backoff.max.ms': '300' });
  const put = records([1]);
  for (let count = 0; count < 7; count += 1)
    expect(await failureOf(put)).toContain('RetriableException: POST');
  expect(await failureOf(put)).toBe('no failure');
  await failureOf(records([2]));
  expect(waits).toEqual([100, 200, 300, 7_000, 600_000, 300, 300, 100]);
});

it('gives up after max.retries, and never with -1', async () => {
  const { url } = await aServer(...Array.from({ length: 40 }, () => ({ status: 500 })));
  const { failureOf } = aTask(url, { 'max.retries': '2' });
  const outcomes = [
    await failureOf(records([1])),
    await failureOf(records([1])),
    await failureOf(records([1])),
  ];
  expect(outcomes.map((text) => text.split(':')[0])).toEqual([
    'RetriableException',
    'RetriableException',
    'ConnectException',
  ]);
  expect(outcomes[2]).toContain('answered 500 to record t-0@0; given up after 2 retries');
  const patient = aTask(url, { 'max.retries': '-1' });
  for (let count = 0; count < 30; count += 1) {
    expect(await patient.failureOf(records([1]))).toContain('RetriableException');
  }
});

it('sends a batch that is refused record by record, reports only the bad ones and goes on', async () => {
  const bad = { status: 422, text: 'no such field' };
  const { url, received } = await aServer(bad, {}, bad, { status: 503 });
  const { task, waits, reported } = aTask(
    url,
    { 'batch.size': '3', 'batch.json.as.array': 'true' },
    { reports: true },
  );
  const put = records(['a', 'b', 'c', 'd', 'e']);
  await expect(task.put(put)).rejects.toThrow('answered 503 to record t-0@2');
  await task.put(put);
  expect(received.map(({ body }) => JSON.parse(body).join(''))).toEqual(['abc', 'a', 'b', 'c', 'cde']);
  expect(waits).toHaveLength(1);
  expect(reported.map(([record]) => record.value)).toEqual(['b']);
  expect(reported[0]?.[1].message).toMatch(/answered 422 to record t-0@1: no such field$/);
});

it.each([401, 403, 404, 405])(
  'reports no record when the answer is %i, which is about all of them',
  async (status) => {
    const { url } = await aServer({ status });
    const { failureOf, reported } = aTask(url, {}, { reports: true });
    expect(await failureOf(records([1]))).toMatch(/^ConnectException: /);
    expect(reported).toEqual([]);
  },
);

it('fails on another 4xx with the beginning of the answer, without query and credentials', async () => {
  const token = 'token-of-20-characters';
  const refused = { status: 422, text: `bad field; you sent ${token} ${'x'.repeat(5_000)}` };
  const { url } = await aServer(refused, {}, refused);
  const { failureOf } = aTask(url, { 'auth.type': 'bearer', 'auth.token': token, 'batch.size': '5' });
  const message = await failureOf(records([1, 2]));
  expect(message).toMatch(
    /^ConnectException: POST http:\/\/127\.0\.0\.1:\d+\/in answered 422 to record t-0@1: bad field; you sent \[hidden\] x+$/,
  );
  expect(message.length).toBeLessThan(330);
});

it('shows no login that a server quotes, and its page on one line', async () => {
  const login = Buffer.from('me:hunter2').toString('base64');
  const { url } = await aServer({ status: 403, text: `<p>\n  Basic ${login}\n  hunter2</p>` });
  const { failureOf } = aTask(url, {
    'auth.type': 'basic',
    'auth.username': 'me',
    'auth.password': 'hunter2',
  });
  expect(await failureOf(records([1]))).toMatch(/t-0@0: <p> Basic \[hidden\] \[hidden\]<\/p>$/);
});

it('follows no redirect', async () => {
  const { url, received } = await aServer({ status: 302, headers: { location: 'http://127.0.0.1:1/' } });
  expect(await aTask(url).failureOf(records([1]))).toMatch(
    /^ConnectException: .* redirects are not followed/,
  );
  expect(received).toHaveLength(1);
});

it('tries again when nobody listens, and when no answer comes in time', async () => {
  const { url, server } = await aServer({ fault: 'silence' });
  const slow = aTask(url, { 'request.timeout.ms': '50' });
  expect(await slow.failureOf(records([1]))).toMatch(
    /^RetriableException: .* failed: no answer within 50 ms$/,
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await aTask(url).failureOf(records([1]))).toMatch(/^RetriableException: .*ECONNREFUSED/);
});

it.each([
  ['one it does not know', {}, false, 'is not trusted; give its authority in tls.ca.pem'],
  ['an expired one', { untilDays: -1 }, true, 'has expired (CERT_HAS_EXPIRED)'],
  [
    'one for another name',
    { hosts: ['elsewhere.test'] },
    true,
    'is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
  ],
  ['a good one', {}, true, undefined],
])('checks certificates: %s', async (_what, options, isKnown, words) => {
  const authority = makeCertificate({ name: 'authority', isCa: true });
  const { cert, key } = makeCertificate({ name: 'server', hosts: ['127.0.0.1'], ...options }, authority);
  const server = createTlsServer({ cert, key }, (request, response) => {
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const outcome = await aTask(url, isKnown ? { 'tls.ca.pem': authority.cert } : {}).failureOf(records([1]));
  if (words === undefined) expect(outcome).toBe('no failure');
  else expect(outcome).toMatch(/^ConnectException: POST https:.* failed: the certificate of 127\.0\.0\.1 /);
  expect(outcome).toContain(words ?? '');
});

it('takes a date in Retry-After', async () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const date = new Date(Date.UTC(2026, 0, 1, 0, 0, 90)).toUTCString();
  const { url } = await aServer({ status: 503, headers: { 'retry-after': date } });
  const { failureOf, waits } = aTask(url, {}, { clock });
  expect(await failureOf(records([1]))).toContain('answered 503');
  expect(waits).toEqual([90_000]);
});

it('begins no further request when the task stops', async () => {
  const { url, received } = await aServer();
  const { stop, failureOf } = aTask(url);
  stop.abort();
  expect(await failureOf(records([1]))).toContain('RetriableException: The task stops');
  expect(received).toEqual([]);
});

it.each([
  [{}, 'url', 'Missing required configuration "url"'],
  [{ url: 'ftp://h/' }, 'url', 'expected an address such as https://example.com/path'],
  [{ url: 'https://me:hunter2@h/' }, 'url', 'user and password belong into auth.username and auth.password'],
  [{ headers: 'Authorization:hunter2' }, 'headers', 'the header authorization is set by the connector'],
  [{ headers: 'X Y:hunter2' }, 'headers', 'a name or value that HTTP does not allow'],
  [{ headers: 'hunter2' }, 'headers', 'expected entries such as X-Tenant:shop'],
  [{ method: 'DELETE' }, 'method', 'String must be one of: POST, PUT'],
  [{ 'batch.size': '0' }, 'batch.size', 'Value must be at least 1'],
  [{ 'batch.size': '10001' }, 'batch.size', 'Value must be no more than 10000'],
  [{ 'auth.type': 'basic' }, 'auth.username', 'which auth.type=basic needs'],
  [{ 'auth.type': 'bearer' }, 'auth.token', 'which auth.type=bearer needs'],
])('refuses %j at %s and quotes no secret', async (options: Record<string, string>, option, words) => {
  const base = options.url === undefined && option !== 'url' ? { url: 'http://h/' } : {};
  const values = (await httpSink.createConnector().validate?.({ ...base, ...options })) ?? [];
  const wrong = values.filter(({ errors }) => errors.length > 0);
  expect(wrong.map(({ name }) => name)).toEqual([option]);
  expect(wrong[0]?.errors.join()).toContain(words);
  expect(wrong[0]?.errors.join()).not.toContain('hunter2');
});

it('shows an option only where it means something', async () => {
  const visible = async (options: Record<string, string>) => {
    const values = (await httpSink.createConnector().validate?.(options)) ?? [];
    return values.filter((value) => value.visible).map(({ name }) => name);
  };
  const plain = await visible({ url: 'http://h/', 'request.body.format': 'text' });
  for (const name of ['tls.ca.pem', 'auth.username', 'auth.password', 'auth.token', 'batch.json.as.array']) {
    expect(plain).not.toContain(name);
  }
  const full = await visible({ url: 'https://h/', 'auth.type': 'bearer' });
  expect(full).toEqual(expect.arrayContaining(['tls.ca.pem', 'auth.token', 'batch.json.as.array']));
});
