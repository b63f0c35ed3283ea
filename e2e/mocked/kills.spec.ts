import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@playwright/test';
import { ConnectorDetail } from '../../lib/api/connectors.ts';
import { FakeWorker } from '../../lib/testing/fake-worker.ts';
import { seeded } from '../../lib/testing/seeded.ts';
import { call, startSluice, until } from '../support/sluice.ts';

/**
 * The console's own process, killed with -9 at any moment: while it starts, while it is changing something.
 * `SLUICE_KILLS` sets how often, `SLUICE_LISTENERS` how many browsers listen.
 */

const root = path.resolve(import.meta.dirname, '../..');
const KILLS = Number(process.env.SLUICE_KILLS ?? 16);
const LISTENERS = Number(process.env.SLUICE_LISTENERS ?? 250);
const NAMES = ['c0', 'c1', 'c2', 'c3'];

let worker: FakeWorker;
test.beforeAll(async () => {
  worker = await FakeWorker.start();
  for (const name of NAMES) worker.add(name);
});
test.afterAll(async () => {
  await worker?.[Symbol.asyncDispose]();
});

test('C19 S32 killed while it changes things, it is up again in three seconds, its audit chain holds, and what a worker saw was intended', async () => {
  test.setTimeout(60_000 + KILLS * 10_000);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-kill-'));
  const chance = seeded(19);
  const starts: number[] = [];
  try {
    for (let kill = 0; kill <= KILLS; kill += 1) {
      const one = startConsole(dataDir);
      const url = await one.url;
      starts.push(performance.now() - one.startedAt);
      checkAudit(dataDir, { allClosed: true });
      const busy = kill < KILLS ? changeThings(url, one.process) : Promise.resolve();
      await new Promise((resolve) => setTimeout(resolve, chance() * 600));
      await end(one.process);
      await busy;
      checkAudit(dataDir, { allClosed: false });
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  expect(worker.writes().length).toBeGreaterThan(KILLS);
  expect(starts.sort((a, b) => a - b)[Math.floor(starts.length / 2)]).toBeLessThan(3_000);
  expect(starts.at(-1)).toBeLessThan(10_000);
});

test('C19 C20 killed at any moment of its very first start, its migrations among them, it starts all the same', async () => {
  test.setTimeout(60_000 + KILLS * 10_000);
  const chance = seeded(20);
  worker.requests.length = 0;
  for (let kill = 0; kill < KILLS / 2; kill += 1) {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-kill-'));
    const first = startConsole(dataDir);
    first.url.catch(() => undefined);
    // The folder is made near the end of the start: from there on every millisecond counts.
    await until('the folder is made', () => exists(path.join(dataDir, 'console')));
    await new Promise((resolve) => setTimeout(resolve, chance() * 60));
    await end(first.process);
    const again = startConsole(dataDir);
    await again.url;
    checkAudit(dataDir, { allClosed: true });
    for (const key of ['hash.key', 'seal.key'])
      expect(statSync(path.join(dataDir, 'console', key)).size).toBe(32);
    await end(again.process);
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('C23 a restart under many listening browsers: it stops within ten seconds, and all are back within fifteen', async () => {
  const env = { EMBEDDED_WORKER: 'off', SLUICE_CLUSTERS: `prod=${worker.url}` };
  await using sluice = await startSluice(env);
  const chance = seeded(23);
  const browsers = Array.from({ length: LISTENERS }, () => listen(sluice.url, chance));
  try {
    await until('all listen', () => browsers.every(({ epoch }) => epoch() !== undefined));
    const first = browsers[0]?.epoch();
    const asked = performance.now();
    process.kill(onlyChild(sluice.process.pid ?? 0), 'SIGTERM');
    await until('the old console is gone', () => sluice.output().includes('the console ended'), 10_000);
    const isBack = (epoch: string | undefined) => epoch !== undefined && epoch !== first;
    await until('all are back', () => browsers.every(({ epoch }) => isBack(epoch())), 15_000);
    expect(performance.now() - asked).toBeLessThan(15_000);
    // All hear of the same console, and what it tells next.
    expect(new Set(browsers.map(({ epoch }) => epoch())).size).toBe(1);
    worker.add('new-after-restart');
    await until('all hear of it', () => browsers.every(({ heard }) => heard('new-after-restart')), 15_000);
  } finally {
    for (const browser of browsers) browser.close();
    worker.connectors.delete('new-after-restart');
  }
});

function onlyChild(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

interface Browser {
  /** Of the console it listens to; undefined while it listens to none. */
  epoch(): string | undefined;
  heard(words: string): boolean;
  close(): void;
}

/** Listens as a browser does, and comes back after as long as one waits. */
function listen(url: string, chance: () => number): Browser {
  let [epoch, text, isClosed]: [string | undefined, string, boolean] = [undefined, '', false];
  let request: http.ClientRequest;
  const comeBack = () => {
    epoch = undefined;
    if (!isClosed) setTimeout(connect, 300 + chance() * 2_000);
  };
  const connect = () => {
    request = http.get(`${url}/api/v1/events`, { agent: false }, (response) => {
      text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        epoch ??= /"epoch":"([^"]+)"/.exec(text)?.[1];
      });
      response.on('error', () => undefined);
      response.once('close', comeBack);
    });
    let isAnswered = false;
    request.once('response', () => {
      isAnswered = true;
    });
    request.on('error', () => {
      if (!isAnswered) comeBack();
    });
  };
  connect();
  const close = () => {
    isClosed = true;
    request.destroy();
  };
  return { epoch: () => epoch, heard: (words) => text.includes(words), close };
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

interface Started {
  readonly process: ChildProcess;
  readonly startedAt: number;
  /** Once it answers. */
  readonly url: Promise<string>;
}

/** The console as the supervisor starts it, but with nobody to start it again. */
function startConsole(dataDir: string): Started {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...['--import', path.join(root, 'lib/supervisor/console-preload.js')],
      ...[
        path.join(root, 'node_modules/next/dist/bin/next'),
        'start',
        '--hostname',
        '127.0.0.1',
        '--port',
        '0',
      ],
    ],
    {
      cwd: root,
      // With a channel, so that it ends with the test run, too.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        NEXT_MANUAL_SIG_HANDLE: 'true',
        NODE_COMPILE_CACHE: path.join(root, '.cache', 'compile'),
        SLUICE_DATA_DIR: dataDir,
        SLUICE_CLUSTERS: `prod=${worker.url}`,
        SLUICE_DEMO: '0',
        SLUICE_POLL_MS: '500',
      },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  const answers = async () => {
    const address = /Local: +(http:\S+)/.exec(printed)?.[1];
    if (child.exitCode !== null) throw new Error(`The console ended:\n${printed}`);
    if (address === undefined) return undefined;
    const up = await call('GET', `${address}/api/v1/clusters`).catch(() => undefined);
    return up?.status === 200 ? address : undefined;
  };
  let found: string | undefined;
  const url = until('the console answers', async () => {
    found = await answers();
    return found !== undefined;
  }).then(() => found ?? '');
  return { process: child, startedAt, url };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended;
}

/** Pauses, resumes, edits and restarts as fast as it goes, until the console is gone. */
async function changeThings(url: string, child: ChildProcess): Promise<void> {
  const send = (method: string, where: string, body: unknown) =>
    fetch(`${url}/api/v1${where}`, {
      method,
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(body),
    });
  for (let turn = 0; child.exitCode === null && child.signalCode === null; turn += 1) {
    const connector = NAMES[turn % NAMES.length] ?? '';
    const at = `/clusters/prod/connectors/${connector}`;
    try {
      const action = ['pause', 'resume', 'restart-all'][turn % 3];
      await send('POST', '/actions', { action, targets: [{ clusterId: 'prod', connector }] });
      const detail = ConnectorDetail.parse((await call('GET', `${url}/api/v1${at}`)).body);
      const set = { 'connector.class': 'FileStreamSource', topic: `t${turn}` };
      await send('PUT', `${at}/config`, { draft: { set }, configHash: detail.configHash });
      await send('PUT', `${at}/auto-restart`, { enabled: turn % 2 === 0, maxRestarts: 7 });
    } catch {
      // It was killed under our hands.
    }
  }
}

interface AuditRow {
  seq: number;
  kind: string;
  action_id: string;
  connector: string;
  operation: string;
  previous: string;
  hash: string;
  [column: string]: unknown;
}

const HASHED = 'seq at kind action_id actor cluster connector operation detail request_id'.split(' ');

/** Walks the chain by its own reckoning, and holds it against what the worker saw. */
function checkAudit(dataDir: string, { allClosed }: { allClosed: boolean }): void {
  const database = new DatabaseSync(path.join(dataDir, 'console', 'console.db'), { readOnly: true });
  try {
    expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
    const rows = database.prepare('select * from audit order by seq').all() as unknown as AuditRow[];
    let previous = '0'.repeat(64);
    const open = new Set<string>();
    const intents = new Map<string, number>();
    for (const [index, row] of rows.entries()) {
      const text = JSON.stringify(HASHED.map((column) => row[column]));
      expect([row.seq, row.previous]).toEqual([index + 1, previous]);
      expect(row.hash).toBe(createHash('sha256').update(previous).update(text).digest('hex'));
      previous = row.hash;
      if (row.kind === 'intent') open.add(row.action_id);
      else open.delete(row.action_id);
      if (row.kind === 'intent') intents.set(keyOf(row), (intents.get(keyOf(row)) ?? 0) + 1);
    }
    if (allClosed) expect([...open]).toEqual([]);
    for (const [key, times] of seenWrites())
      expect([key, times <= (intents.get(key) ?? 0)]).toEqual([key, true]);
  } finally {
    database.close();
  }
}

const keyOf = (row: AuditRow) => `${row.connector} ${row.operation}`;

function seenWrites(): Map<string, number> {
  const seen = new Map<string, number>();
  for (const line of worker.writes()) {
    const [, connector = '', what = ''] = /connectors\/([^/]+)\/(\w+)/.exec(line) ?? [];
    const operation = { config: 'edit-config', restart: 'restart-all' }[what] ?? what;
    seen.set(`${connector} ${operation}`, (seen.get(`${connector} ${operation}`) ?? 0) + 1);
  }
  return seen;
}
