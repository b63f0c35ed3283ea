import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { setConsole } from '../console';
import { withRoute } from '../http/with-route';
import { startActions } from '../services/actions';
import { getTimeline } from '../services/connectors';
import { EventBuffer } from './event-buffer';
import type { NewEvent } from './event-writer';

const clusterId = ClusterId.parse('prod');
let worker: FakeWorker;
let running: TestConsole;
beforeEach(async () => {
  worker = await FakeWorker.start();
  worker.add('orders');
  running = await startTestConsole({ clusters: { prod: worker.url } });
  await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors).toHaveLength(1));
  await running.console.history.flush();
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

const storage = () => running.console.fleet.snapshot().storage;
const file = () => new DatabaseSync(join(running.folder, 'console', 'console.db'));
const restart = () =>
  startActions(running.context, {
    action: 'restart-all',
    targets: [{ clusterId, connector: 'orders' }],
  });

/** A change as a browser asks for it, over a verb that would always work. */
const change = () =>
  withRoute({}, () => ({ done: true }))(
    new Request('http://127.0.0.1:3000/api/v1/x', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: 'http://127.0.0.1:3000',
        host: '127.0.0.1:3000',
      },
      body: '{}',
    }),
    { params: Promise.resolve({}) },
  );

describe('C16 while somebody else holds the database', () => {
  test('lists go on, a change is refused within 5 s without reaching the worker, and nothing seen is lost', async () => {
    const other = file();
    other.exec('begin exclusive');
    worker.requests.length = 0;
    const startedAt = performance.now();
    const refused = expect(restart()).rejects.toMatchObject({ code: 'storage/unavailable' });
    worker.add('orders', { states: ['FAILED'] });
    await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors[0]?.health).toBe('FAILED'));
    await refused;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(worker.writes()).toEqual([]);
    await vi.waitFor(() => expect(storage().state).toBe('read-only'), { timeout: 5_000 });
    other.exec('rollback');
    other.close();
    await vi.waitFor(() => expect(storage().state).toBe('ok'), { timeout: 10_000 });
    const timeline = await getTimeline(running.context, { clusterId, connector: 'orders' });
    expect(timeline.events.at(-1)).toMatchObject({ task: 0, from: 'RUNNING', to: 'FAILED' });
    expect(timeline.lost).toEqual([]);
  });
});

describe('C17 while the disk is full', () => {
  test('browsers are told, changes are refused, and it recovers within 10 s without a restart', async () => {
    const events: { type: string; storage?: { state: string; reason: string | null } }[] = [];
    running.console.hub.subscribe((message) => events.push(JSON.parse(message.toString().slice(6))));
    const { db } = running.console;
    const { sql } = await import('kysely');
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    // SQLite answers as on a full disk when it may not grow.
    await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(db);
    for (let round = 0; storage().state === 'ok' && round < 200; round += 1) {
      worker.add('orders', {
        states: [round % 2 ? 'RUNNING' : 'FAILED'],
        trace: `x.Y: ${round} ${'z'.repeat(60_000)}`,
      });
      await running.console.fleet.watch('prod').lookSoon({ info: false });
      await running.console.history.flush();
    }
    expect(storage()).toMatchObject({ state: 'read-only', reason: expect.stringMatching(/full/) });
    expect(events.filter(({ type }) => type === 'storage').at(-1)?.storage?.state).toBe('read-only');
    worker.requests.length = 0;
    setConsole(running.console);
    const answer = await change();
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: 'storage/unavailable',
      detail: expect.stringMatching(/full.*refused until/),
    });
    await sql.raw('pragma max_page_count = 1000000').execute(db);
    await vi.waitFor(() => expect(storage().state).toBe('ok'), { timeout: 10_000 });
    expect(events.filter(({ type }) => type === 'storage').at(-1)?.storage?.state).toBe('ok');
    expect((await change()).status).toBe(200);
  });
});

describe('C16 the buffer of what could not be written', () => {
  const event = (at: number, trace: string | null): NewEvent => ({
    at,
    cluster: 'prod',
    connector: 'orders',
    task: 0,
    from: 'RUNNING',
    to: 'FAILED',
    worker: null,
    cause: null,
    trace,
  });

  test('holds at most 64 MiB, drops the oldest and counts them', () => {
    const buffer = new EventBuffer();
    const trace = 'x'.repeat(65_536);
    for (let at = 0; at < 2_000; at += 1) buffer.add(event(at, trace));
    expect(buffer.size * 2 * trace.length).toBeLessThanOrEqual(64 * 1_048_576);
    const lost = buffer.lost.get('prod');
    expect(lost?.lost).toBe(2_000 - buffer.size);
    expect(lost).toMatchObject({ from: 0, to: (lost?.lost ?? 0) - 1 });
    expect(buffer.take(1)[0]?.at).toBe(lost?.lost);
  });

  test('what was dropped is told in the timeline, with its number', async () => {
    const { history, clock } = running.console;
    const at = clock.now();
    const other = file();
    other.exec('begin exclusive');
    const trace = 'x'.repeat(65_536);
    const transition = { connector: 'orders', task: 0, from: 'RUNNING', to: 'FAILED', workerId: null, trace };
    for (let i = 0; i < 1_000; i += 1) history.transitions('prod', [{ ...transition, trace: trace + i }], at);
    other.exec('rollback');
    other.close();
    await vi.waitFor(
      async () => {
        const { lost } = await getTimeline(running.context, { clusterId, connector: 'orders' });
        expect(lost.reduce((sum, one) => sum + one.lost, 0)).toBeGreaterThan(400);
      },
      { timeout: 10_000 },
    );
  });
});
