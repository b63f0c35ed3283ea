import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { call, startSluice, until } from '../support/sluice.ts';

/** Processes whose parent is `pid`, by the kernel's own list. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch {
    return false;
  }
}

const isUp = (url: string) =>
  call('GET', url).then(
    ({ status }) => status === 200,
    () => false,
  );

/** The embedded worker among the supervisor's children. */
function workerOf(pid: number): number {
  const worker = childrenOf(pid).find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('worker/main.mjs'),
  );
  if (worker === undefined) throw new Error('the supervisor has no worker');
  return worker;
}

test('SIGTERM ends console and worker within 5 s and leaves nothing running', async () => {
  const sluice = await startSluice();
  const pid = sluice.process.pid ?? 0;
  const children = childrenOf(pid);
  expect(children).toHaveLength(2);
  const asked = performance.now();
  await sluice.close();
  expect(performance.now() - asked).toBeLessThan(5000);
  expect(sluice.process.exitCode).toBe(0);
  expect(children.filter(isAlive)).toEqual([]);
});

test('a worker killed with -9 comes back on its port while the console keeps serving', async () => {
  await using sluice = await startSluice();
  const workerUrl = sluice.workerUrl ?? '';
  process.kill(workerOf(sluice.process.pid ?? 0), 'SIGKILL');
  expect(await isUp(`${sluice.url}/api/health`)).toBe(true);
  await until('the worker ended', () => sluice.output().includes('the console keeps serving'));
  await until('the worker answers again', () => isUp(workerUrl));
});

test('killing the supervisor with -9 leaves no orphan', async () => {
  const sluice = await startSluice();
  const children = childrenOf(sluice.process.pid ?? 0);
  sluice.process.kill('SIGKILL');
  await until('both children are gone', () => !children.some(isAlive), 10_000);
  await sluice.close();
});

test('connectors, their offsets and the timeline are there after a restart of everything', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-again-'));
  const timeline = (url: string) =>
    call(
      'GET',
      `${url}/api/v1/clusters/embedded/connectors/kept/timeline?from=${Date.now() - 600_000}&to=${Date.now()}`,
    );
  const eventCount = async (url: string) =>
    ((await timeline(url)).body as { events?: unknown[] } | undefined)?.events?.length ?? 0;
  try {
    const config = {
      'connector.class': 'FileStreamSource',
      file: path.join(dataDir, 'in.txt'),
      topic: 'kept',
    };
    const first = await startSluice({ SLUICE_DATA_DIR: dataDir });
    await call('PUT', `${first.workerUrl}/connectors/kept/config`, config);
    await until('the console has seen it', async () => (await eventCount(first.url)) > 0);
    await first.close();
    const second = await startSluice({ SLUICE_DATA_DIR: dataDir });
    await until('the timeline is back', async () => (await eventCount(second.url)) > 0);
    const { body } = await call('GET', `${second.workerUrl}/connectors/kept/config`);
    expect(body).toEqual({ ...config, name: 'kept' });
    await second.close();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('a taken port is said in one line that names it', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.once('listening', resolve));
  const { port } = blocker.address() as { port: number };
  await expect(startSluice({ PORT: String(port), EMBEDDED_WORKER: 'off' })).rejects.toThrow(
    `port ${port} is taken`,
  );
  blocker.close();
});

/** The console alone, on a port of its own. */
const AWAY = { PORT: '0', EMBEDDED_WORKER: 'off', SLUICE_DATA_DIR: path.join(tmpdir(), 'sluice-no-start') };

for (const [env, words] of [
  [{ HOST: '0.0.0.0' }, /HOST is "0\.0\.0\.0".*loopback only/],
  [{ PORT: 'eighty' }, /PORT is "eighty"/],
  [{ EMBEDDED_WORKER: 'maybe' }, /EMBEDDED_WORKER is "maybe"/],
  [{ ...AWAY, SLUICE_SECRET_KEY: 'short' }, /The console cannot start\. SLUICE_SECRET_KEY: is not 32 bytes/],
  [{ ...AWAY, SLUICE_CONFIG: '/no/such.yaml' }, /SLUICE_CONFIG: \/no\/such\.yaml cannot be read/],
] as const) {
  test(`refuses to start with ${JSON.stringify(env)} and says why`, () => {
    const run = spawnSync(process.execPath, ['lib/supervisor/main.ts'], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      timeout: 20_000,
    });
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(words);
  });
}

test('the demo breaks and is fixed again, and both are seen', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-demo-'));
  const sluice = await startSluice({ SLUICE_DEMO: '1', SLUICE_DATA_DIR: dataDir });
  const post = async (what: 'break' | 'fix', fault: 'folder' | 'database') => {
    const response = await fetch(`${sluice.url}/api/v1/demo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: sluice.url },
      body: JSON.stringify({ do: what, fault }),
    });
    expect(response.status).toBe(200);
  };
  type Fleet = { connectors: { name: string; health: string }[] };
  const fleet = async () => ((await call('GET', `${sluice.url}/api/v1/connectors`)).body as Fleet).connectors;
  const healthOf = async (name: string) => (await fleet()).find((row) => row.name === name)?.health;
  try {
    await until('the demo shows every kind of state', async () => {
      const healths = new Set((await fleet()).map((row) => row.health));
      return ['RUNNING', 'FAILED', 'DEGRADED', 'PAUSED', 'STOPPED'].every((health) => healths.has(health));
    });
    await until('orders are copied', () => {
      try {
        return readFileSync(path.join(dataDir, 'demo/orders-copy.txt'), 'utf8').split('\n').length > 3;
      } catch {
        return false;
      }
    });
    await post('break', 'folder');
    await until('it is broken', async () => (await healthOf('orders-to-file')) === 'FAILED');
    await post('fix', 'folder');
    await until('it runs again', async () => (await healthOf('orders-to-file')) === 'RUNNING');
    await post('fix', 'database');
    await until('all that wrote to it run', async () => {
      const states = ['erp-orders', 'erp-payments', 'erp-sensors'].map(healthOf);
      return (await Promise.all(states)).every((health) => health === 'RUNNING');
    });
  } finally {
    await sluice.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
