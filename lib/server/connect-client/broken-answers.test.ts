import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '@/lib/base/clock';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { fastClock } from '@/lib/testing/fast-clock';
import { FaultServer } from '@/lib/testing/fault-server';
import { startTestConsole } from '@/lib/testing/test-console';
import { ConnectClient } from './client';
import { OPERATIONS, type OperationName } from './operations';
import { fillPath } from './path';

/** What no Connect worker answers: every operation meets it with a typed error, and the console lives on. */

const CANARY = 'c4n4ry-1n-th3-b0dy';
const BODIES = [
  ...[
    '',
    ' ',
    'null',
    'true',
    '7',
    '1e999',
    '"text"',
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '[7]',
    '{"a":1}',
    'NaN',
    '{',
  ],
  ...['[', '{"name":', '\u0000', '\ufeff[]', '{"__proto__":{"status":{}}}', '{"a":{"status":null,"info":7}}'],
  ...['{"name":7,"config":[],"tasks":{}}', '{"name":"x","config":null,"tasks":null}', '{"offsets":"no"}'],
  ...[
    '{"error_code":"x","message":{}}',
    '{"error_code":500,"message":null}',
    '{"configs":[null],"groups":7}',
  ],
  ...['{"tasks":[{"id":-1}],"connector":{"state":null}}', '['.repeat(20_000), `"${'x'.repeat(100_000)}`],
  ...[`<html>${CANARY}</html>`, `{"${CANARY}":`, `[{"class":7,"${CANARY}":1}]`],
];
const STATUSES = [200, 201, 202, 204, 302, 404, 500, 503];
const ANSWERS = STATUSES.flatMap((status) => BODIES.map((body) => ({ status, body })));
const PARAMS = { connector: 'orders', task: 0, plugin: 'X', logger: 'org.x' };

let worker: FakeWorker;
beforeEach(async () => {
  worker = await FakeWorker.start();
});
afterEach(() => worker[Symbol.asyncDispose]());

describe('C6', () => {
  test.each(Object.keys(OPERATIONS) as OperationName[])(
    `%s: of ${ANSWERS.length} broken answers each is a typed error that quotes none of it, or what the schema allows`,
    async (name) => {
      using client = new ConnectClient([worker.url], systemClock);
      let refused = 0;
      for (const { status, body } of ANSWERS) {
        worker.chaos = () => ({ do: 'answer', status, body });
        const options = { params: PARAMS, ...(OPERATIONS[name].method === 'GET' ? {} : { body: {} }) };
        const outcome = await client.ask(name, options).catch((error: unknown) => error);
        if (!(outcome instanceof Error)) continue;
        refused += 1;
        expect(outcome).toMatchObject({ code: expect.stringMatching(/^connect\/(protocol|rest\/)/) });
        expect(outcome.message).not.toContain(CANARY);
      }
      expect(refused).toBeGreaterThan(ANSWERS.length / 4);
    },
  );

  test('200 broken answers to every look and page: the rows stay, nothing crashes, and all is well after', async () => {
    worker.add('orders');
    await using running = await startTestConsole({ clusters: { prod: worker.url }, pollMs: 10 });
    const { fleet } = running.console;
    await vi.waitFor(() => expect(fleet.snapshot().connectors).toHaveLength(1), { timeout: 10_000 });
    // Connect's own 404 says that it is gone; a list without it says so, too.
    const chosen = ANSWERS.filter(({ status, body }) => status !== 404 || !body.includes('error_code'));
    for (let i = 0; i < 200; i += 1) {
      const answer = chosen[(i * 7) % chosen.length] ?? { status: 200, body: '' };
      worker.chaos = () => ({ do: 'answer', ...answer });
      await fleet.watch('prod').lookSoon({ info: true });
      await fleet
        .watch('prod')
        .lookAt('orders')
        .catch(() => undefined);
      // A list of names without this one says that it is gone; everything else says nothing.
      if (!/^\[/.test(answer.body))
        expect(fleet.snapshot().connectors.length, JSON.stringify(answer)).toBe(1);
      else worker.chaos = () => undefined;
      if (/^\[/.test(answer.body)) await fleet.watch('prod').lookSoon({ info: true });
    }
    worker.chaos = () => undefined;
    await vi.waitFor(() => expect(fleet.snapshot().clusters[0]?.reachability.state).toBe('live'), {
      timeout: 5_000,
    });
    expect(running.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  }, 60_000);
});

/** Recorded answers of Apache Connect and what asks for them. */
const RECORDED: readonly (readonly [file: string, operation: OperationName])[] = [
  ...(['root', 'connectors-list', 'connectors-none'] as const).map(
    (file) => [file, file === 'root' ? 'root' : 'listNames'] as const,
  ),
  ...(['connector-info-src', 'connector-info-snk'] as const).map((file) => [file, 'getConnector'] as const),
  ...(['connector-status-src', 'connector-status-snk', 'status-paused', 'status-stopped'] as const).map(
    (file) => [file, 'getStatus'] as const,
  ),
  ...(['connector-tasks-src', 'tasks-stopped'] as const).map((file) => [file, 'listTasks'] as const),
  ...(['topics-src', 'topics-snk'] as const).map((file) => [file, 'getTopics'] as const),
  ...(['offsets-src', 'offsets-snk'] as const).map((file) => [file, 'getOffsets'] as const),
  ...(['put-config-200', 'patch-config-200'] as const).map((file) => [file, 'putConfig'] as const),
  ...(['restart-all-202', 'restart-only-failed-202'] as const).map((file) => [file, 'restartAll'] as const),
  ['offsets-source-altered', 'alterOffsets'],
];
const FOLDER = path.resolve(import.meta.dirname, '../../testing/fixtures/connect/4.3.1');

function recorded(file: string): { status: number; body: string } {
  const { status, body } = JSON.parse(readFileSync(path.join(FOLDER, `${file}.json`), 'utf8')) as {
    status: number;
    body: unknown;
  };
  return { status, body: JSON.stringify(body) };
}

const head = (status: number, more: string) =>
  `HTTP/1.1 ${status} OK\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

async function askBroken(server: FaultServer, name: OperationName): Promise<unknown> {
  using client = new ConnectClient([server.url], systemClock);
  return client.ask(name, { params: PARAMS }).catch((error: unknown) => error);
}

describe('C7', () => {
  test(`${RECORDED.length} answers of Apache Connect, cut at every byte: each a typed error, never half an answer`, async () => {
    await using server = await FaultServer.start();
    let cuts = 0;
    for (const [file, name] of RECORDED) {
      const { status, body } = recorded(file);
      const whole = head(status, `Content-Length: ${Buffer.byteLength(body)}`) + body;
      server.answer = { bytes: whole, close: true };
      expect(await askBroken(server, name), file).toMatchObject({ status });
      for (let cut = 1; cut < whole.length; cut += 1) {
        server.answer = { bytes: whole.slice(0, cut), close: true };
        const error = await askBroken(server, name);
        cuts += 1;
        if (!(error instanceof Error) || !('code' in error)) expect.fail(`${file} cut at ${cut} passed`);
        expect(error.code, `${file} cut at ${cut}`).toMatch(/^connect\/(protocol|unreachable\/reset)$/);
      }
    }
    expect(cuts).toBeGreaterThan(3_000);
  }, 90_000);

  test('in chunks, whole however they are cut, and a typed error when one is missing, false or compressed', async () => {
    await using server = await FaultServer.start();
    const { body } = recorded('connector-status-src');
    const start = head(200, 'Transfer-Encoding: chunked');
    for (let at = 1; at < body.length; at += 7) {
      const parts = chunk(body.slice(0, at)) + chunk(body.slice(at));
      server.answer = { bytes: `${start}${parts}0\r\n\r\n`, close: true };
      expect(await askBroken(server, 'getStatus')).toMatchObject({ status: 200 });
      server.answer = { bytes: `${start}${chunk(body.slice(0, at))}`, close: true };
      expect(await askBroken(server, 'getStatus')).toMatchObject({ code: 'connect/protocol' });
      server.answer = { bytes: `${start}${parts}`, close: true };
      expect(await askBroken(server, 'getStatus')).toMatchObject({ code: 'connect/protocol' });
      server.answer = { bytes: `${start}zz\r\n${body}`, close: true };
      expect(await askBroken(server, 'getStatus')).toMatchObject({ code: 'connect/protocol' });
    }
    const zipped = gzipSync(body);
    const length = `Content-Encoding: gzip\r\nContent-Length: ${zipped.length}`;
    server.answer = { bytes: Buffer.concat([Buffer.from(head(200, length)), zipped]), close: true };
    expect(await askBroken(server, 'getStatus')).toMatchObject({ code: 'connect/protocol' });
    const unsaid = Buffer.from(head(200, `Content-Length: ${zipped.length}`));
    server.answer = { bytes: Buffer.concat([unsaid, zipped]), close: true };
    expect(await askBroken(server, 'getStatus')).toMatchObject({ code: 'connect/protocol' });
  });

  test('bytes that are no UTF-8 never break the rest of an answer', async () => {
    await using server = await FaultServer.start();
    const body = Buffer.concat([Buffer.from('["a","'), Buffer.of(0xff, 0xc0, 0x80, 0xed), Buffer.from('"]')]);
    server.answer = {
      bytes: Buffer.concat([Buffer.from(head(200, `Content-Length: ${body.length}`)), body]),
      close: true,
    };
    const answer = (await askBroken(server, 'listNames')) as { body: string[] };
    expect(answer.body[0]).toBe('a');
    expect(answer.body[1]).toMatch(/^\ufffd+$/);
  });
});

test.each([
  ['a body', head(200, 'Content-Length: 100000')],
  ['headers', ''],
])('C10 %s of one byte a second is cut after ten seconds', async (what, start) => {
  await using server = await FaultServer.start();
  const speed = 10;
  const clock = fastClock(speed);
  server.answer = {
    bytes: start + (what === 'headers' ? head(200, `X-Long: ${'x'.repeat(5_000)}`) : ''),
    close: false,
  };
  if (what === 'headers') server.answer.everyMs = 1_000 / speed;
  else server.tail = { byte: ' ', everyMs: 1_000 / speed };
  using client = new ConnectClient([server.url], clock);
  const startedAt = clock.monotonic();
  const error = await client.call('root').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: expect.stringMatching(/^connect\/(protocol|unreachable\/timeout)$/) });
  expect(clock.monotonic() - startedAt).toBeGreaterThan(9_000);
  expect(clock.monotonic() - startedAt).toBeLessThan(16_000);
});

test('P2 100,000 random names: the path holds exactly the name in its place, or there is no path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      let filled: string | undefined;
      try {
        filled = fillPath('/connectors/{connector}/pause', { connector: name });
      } catch (error) {
        expect(error).toMatchObject({ code: 'input/invalid' });
      }
      if (filled === undefined) return ['', '.', '..'].includes(name) || !name.isWellFormed();
      const parts = filled.split('/').map(decodeURIComponent);
      return (
        parts.length === 4 && parts[2] === name && /^[\x21-\x7e]+$/.test(filled) && !/[?#\\]/.test(filled)
      );
    }),
    { numRuns: 100_000 },
  );
}, 60_000);
