import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { fastClock } from '@/lib/testing/fast-clock';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { getConnector } from '../services/connectors';

/** Workers that stand still, lie, or answer without measure. */

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function withWorker(): Promise<FakeWorker> {
  const worker = await FakeWorker.start();
  open.push(worker);
  return worker;
}

async function withConsole(clusters: Record<string, string>, pollMs = 100, speed = 1): Promise<TestConsole> {
  const running = await startTestConsole({ clusters, pollMs: pollMs * speed, clock: fastClock(speed) });
  open.push(running);
  return running;
}

const stateOf = (running: TestConsole, id: string) =>
  running.console.fleet.clusters().clusters.find((one) => one.id === id)?.reachability;
const rowOf = (running: TestConsole, name: string) =>
  running.console.fleet.snapshot().connectors.find((one) => one.name === name);

/** A worker in a process of its own, which can be stopped as a whole. */
async function startProcess(): Promise<{ url: string; process: ChildProcess }> {
  const file = path.resolve(import.meta.dirname, '../../testing/fake-worker.ts');
  const script = `const { FakeWorker } = await import(${JSON.stringify(file)});
    const worker = await FakeWorker.start(); worker.add('orders'); console.log(worker.url);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  open.push({
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  });
  const url = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
  return { url, process: child };
}

const sockets = () => process.getActiveResourcesInfo().filter((one) => one === 'TCPSocketWrap').length;

test('C4 a worker process that is stopped is noticed within 13 s, is live again within 5 s, and leaks no socket', async () => {
  const speed = 4;
  const frozen = await startProcess();
  const healthy = await withWorker();
  healthy.add('fine');
  const running = await withConsole({ prod: frozen.url, other: healthy.url }, 500, speed);
  const { clock } = running.console;
  const within = (ms: number) => ({ timeout: ms / speed, interval: 10 });
  await vi.waitFor(() => expect(stateOf(running, 'prod')?.state).toBe('live'), { timeout: 5_000 });
  const before = sockets();
  for (let round = 0; round < 3; round += 1) {
    frozen.process.kill('SIGSTOP');
    await vi.waitFor(() => expect(stateOf(running, 'prod')?.state).not.toBe('live'), within(13_000));
    expect(stateOf(running, 'prod')?.problem?.kind).toBe('timeout');
    expect(rowOf(running, 'orders')).toBeDefined();
    const seen = stateOf(running, 'other')?.asOf ?? 0;
    await vi.waitFor(() => expect(stateOf(running, 'other')?.asOf).toBeGreaterThan(seen), within(5_000));
    const wokenAt = clock.monotonic();
    frozen.process.kill('SIGCONT');
    await vi.waitFor(() => expect(stateOf(running, 'prod')?.state).toBe('live'), within(20_000));
    // A machine that is busy with other things gets half as much again.
    expect(clock.monotonic() - wokenAt).toBeLessThan(7_500);
  }
  await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before + 2), { timeout: 5_000 });
}, 60_000);

const status = (name: string, more: object) => ({
  status: { name, connector: { state: 'RUNNING', worker_id: 'w:8083' }, tasks: [], type: 'source', ...more },
});

describe('C24 a worker that lies', () => {
  test.each<[string, object, object]>([
    [
      'an unknown state is shown as text',
      { connector: { state: '<b>ODD</b>', worker_id: 'w' } },
      { state: '<b>ODD</b>' },
    ],
    [
      'a task of number -1 is left out',
      { tasks: [{ id: -1, state: 'FAILED', worker_id: 'w' }] },
      { tasks: [] },
    ],
    [
      'a task of half a number is no task',
      { tasks: [{ id: 0.5, state: 'FAILED', worker_id: 'w' }] },
      { state: null },
    ],
    [
      'an address that is a script is shown as text',
      { connector: { state: 'RUNNING', worker_id: 'javascript:alert(1)' } },
      { workerId: 'javascript:alert(1)' },
    ],
    ['the name of another connector is not believed', { name: 'good' }, { state: null }],
    ['an unknown type is shown as text', { type: 'teapot' }, { type: 'teapot' }],
  ])('%s, and the others stand beside it', async (_what, lie, shown) => {
    const worker = await withWorker();
    worker.add('odd');
    worker.add('good');
    const body = JSON.stringify({ odd: status('odd', lie), good: status('good', {}) });
    worker.fail('GET /connectors?expand=info', { do: 'answer', status: 200, body: '{}' });
    worker.fail('GET /connectors?expand=status', { do: 'answer', status: 200, body });
    const running = await withConsole({ prod: worker.url });
    await vi.waitFor(() => expect(rowOf(running, 'good')?.state).toBe('RUNNING'), { timeout: 10_000 });
    expect(rowOf(running, 'odd')).toMatchObject(shown);
    expect(running.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  test('a million tasks of one connector are refused, and the others stand beside it', async () => {
    const worker = await withWorker();
    worker.add('odd');
    worker.add('good');
    const task = (id: number) => `{"id":${id},"state":"RUNNING","worker_id":"w"}`;
    const tasks = Array.from({ length: 1_000_000 }, (_, id) => task(id)).join(',');
    const body = `{"odd":{"status":{"name":"odd","connector":{"state":"RUNNING","worker_id":"w"},"tasks":[${tasks}]}},"good":${JSON.stringify(status('good', {}))}}`;
    worker.fail('GET /connectors?expand=status', { do: 'answer', status: 200, body });
    const running = await withConsole({ prod: worker.url }, 1_000);
    await vi.waitFor(() => expect(rowOf(running, 'good')?.state).toBe('RUNNING'), { timeout: 15_000 });
    expect(rowOf(running, 'odd')).toMatchObject({ state: null, tasks: [] });
    const { length } = JSON.stringify(running.console.fleet.snapshot());
    expect(length).toBeLessThan(10_000);
  }, 30_000);
});

test('C8 a trace of 100 MB is told as too large, without the memory for it, and others are looked at meanwhile', async () => {
  const worker = await withWorker();
  const healthy = await withWorker();
  worker.add('orders');
  healthy.add('fine');
  const running = await withConsole({ prod: worker.url, other: healthy.url });
  await vi.waitFor(() => expect(rowOf(running, 'orders')?.state).toBe('RUNNING'), { timeout: 10_000 });
  await vi.waitFor(() => expect(rowOf(running, 'fine')?.state).toBe('RUNNING'), { timeout: 10_000 });
  worker.fail(/status/, { do: 'huge', bytes: 100 * 1_048_576 });
  const loop = monitorEventLoopDelay({ resolution: 10 });
  const before = process.memoryUsage().rss;
  loop.enable();
  await vi.waitFor(() => expect(stateOf(running, 'prod')?.problem?.message).toMatch(/larger than 64 MiB/), {
    timeout: 15_000,
  });
  loop.disable();
  expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1_048_576);
  expect(loop.percentile(99) / 1e6).toBeLessThan(200);
  expect(rowOf(running, 'orders')?.state).toBe('RUNNING');
  const ref = { clusterId: ClusterId.parse('prod'), connector: 'orders' };
  await expect(getConnector(running.context, ref)).resolves.toMatchObject({
    problems: [expect.stringMatching(/larger than 64 MiB/)],
  });
  expect(stateOf(running, 'other')?.state).toBe('live');
}, 40_000);
