import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '@/lib/testing/fake-clock';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { ConnectClient } from './client';

const AWAY = 'http://127.0.0.1:1';
let clock: FakeClock;
let worker: FakeWorker;
beforeEach(async () => {
  clock = new FakeClock();
  worker = await FakeWorker.start();
});
afterEach(() => worker[Symbol.asyncDispose]());

const ask = (client: ConnectClient) =>
  client.call('root').then(
    () => 'answered',
    (error: Error) => error.message,
  );

describe('C3 a worker that is away', () => {
  test('C3 is not asked again for 10 s after 5 failures, and then by one call only', async () => {
    worker.fail('GET /', { do: 'reset' });
    using client = new ConnectClient([worker.url], clock);
    for (let n = 0; n < 5; n += 1) expect(await ask(client)).toMatch(/closed the connection/);
    const asked = worker.requests.length;
    expect(await ask(client)).toMatch(/closed the connection/);
    clock.advance(9_999);
    await ask(client);
    expect(worker.requests).toHaveLength(asked);
    clock.advance(1);
    await ask(client);
    expect(worker.requests.length).toBeGreaterThan(asked);
    const afterTrial = worker.requests.length;
    await ask(client);
    expect(worker.requests).toHaveLength(afterTrial);
  });

  test('C3 serves all that waited as soon as the trial is answered', async () => {
    worker.fail('GET /', { do: 'reset' });
    using client = new ConnectClient([worker.url], clock);
    for (let n = 0; n < 5; n += 1) await ask(client);
    worker.heal();
    clock.advance(10_000);
    expect(await Promise.all([ask(client), ask(client), ask(client)])).toEqual(Array(3).fill('answered'));
  });

  test('C3 is found again at once by a call that paces itself, and then by all', async () => {
    worker.fail('GET /', { do: 'reset' });
    using client = new ConnectClient([worker.url], clock);
    for (let n = 0; n < 5; n += 1) await ask(client);
    worker.heal();
    expect(await ask(client)).toMatch(/closed the connection/);
    await client.call('listNames', { evenIfAway: true });
    expect(await ask(client)).toBe('answered');
  });

  test('C3 is given up only for failures that come close together', async () => {
    worker.fail('GET /', { do: 'reset' });
    using client = new ConnectClient([worker.url], clock);
    for (let n = 0; n < 12; n += 1) {
      const before = worker.requests.length;
      await ask(client);
      expect(worker.requests.length).toBeGreaterThan(before);
      clock.advance(8_000);
    }
  });

  test('an answer that is an error is no failure to reach it', async () => {
    worker.fail('GET /', { do: 'answer', status: 500, body: '{"error_code":500,"message":"no"}' });
    using client = new ConnectClient([worker.url], clock);
    for (let n = 0; n < 8; n += 1) await ask(client);
    expect(worker.requests).toHaveLength(8);
  });
});

describe('failover', () => {
  test('says which URL is asked, which one failed and why', async () => {
    using client = new ConnectClient([AWAY, worker.url, 'http://localhost:2'], clock);
    expect(client.workerUrls().map(({ state }) => state)).toEqual(['standby', 'standby', 'standby']);
    await client.call('listNames');
    expect(client.workerUrls()).toMatchObject([
      { url: AWAY, state: 'failed', problem: { kind: 'refused' } },
      { url: worker.url, state: 'active', problem: null },
      { url: 'http://localhost:2', state: 'standby', at: null },
    ]);
    await client.checkStandby(new AbortController().signal);
    expect(client.workerUrls().map(({ state }) => state)).toEqual(['failed', 'active', 'failed']);
  });

  test('a call for one worker never goes to another one', async () => {
    using client = new ConnectClient([AWAY, worker.url], clock);
    await expect(client.call('listLoggers', { only: AWAY })).rejects.toMatchObject({ kind: 'refused' });
    await expect(client.call('listLoggers', { only: 'http://evil.example' })).rejects.toThrow(/no worker/);
    expect(worker.requests).toEqual([]);
  });
});
