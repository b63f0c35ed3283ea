import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { createLogger } from '../../base/logger.ts';
import { startWorker } from '../index.ts';
import { GuardedLogStore } from '../kafka/embedded-log/guarded-log-store.ts';
import { openLmdbLogStore } from '../kafka/embedded-log/lmdb-log-store.ts';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  numberedLines,
  readText,
  testProperties,
  untilReads,
  waitForStates,
} from './support.ts';

/** Of the system, not of a package. */
const [MOUNT, UMOUNT] = ['mount', 'umount'] as const;
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Whether this machine lets a test mount a small disk; where CI runs as root it must. */
const canMount = (() => {
  if (process.getuid?.() !== 0) return false;
  const dir = join(process.env.TMPDIR ?? '/tmp', `sluice-mount-${process.pid}`);
  mkdirSync(dir, { recursive: true });
  try {
    execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'pipe' });
    execFileSync(UMOUNT, [dir], { stdio: 'pipe' });
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    return false;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
})();
if (!canMount) process.stderr.write('SKIPPED: disk-full scenarios need root and a mount of tmpfs\n');
const onSmallDisk = it.skipIf(!canMount);

interface SmallDisk {
  readonly dir: string;
  fill(): void;
  free(): void;
}

/** A disk of its own that can be filled; gone when the test ends. */
function newSmallDisk(base: string, size: string): SmallDisk {
  const dir = join(base, `disk-${size}`);
  mkdirSync(dir);
  execFileSync(MOUNT, ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir]);
  onTestFinished(() => {
    execFileSync(UMOUNT, ['-l', dir]);
  });
  const filler = join(dir, 'filler');
  const fill = () => {
    const fd = openSync(filler, 'a');
    try {
      for (const bytes of [65_536, 4096]) writeUntilFull(fd, Buffer.alloc(bytes));
    } finally {
      closeSync(fd);
    }
  };
  return { dir, fill, free: () => rmSync(filler, { force: true }) };
}

function writeUntilFull(fd: number, block: Buffer): void {
  try {
    for (;;) writeSync(fd, block);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error;
  }
}

async function startHere(dir: string, disk: SmallDisk, more: Record<string, string> = {}) {
  const lines: string[] = [];
  const properties = testProperties(dir, { 'data.dir': join(disk.dir, 'data'), ...more });
  const worker = await startWorker(properties, { log: (line) => lines.push(line) });
  onTestFinished(() => worker.close());
  return { worker, url: worker.url, lines };
}

const isUnhealthy = ({ status }: { status: number }) => status === 500;
const health = (url: string) => call(url, 'GET', '/health');
const offsets = (url: string, name: string) => call(url, 'GET', `/connectors/${name}/offsets`);
const WRITE_FAILED =
  'Failed to write to config topic; this may be due to a transient error and the request can be safely retried';

/** A pipe from a file to a file that has copied its first lines. */
async function startPipe(url: string, dir: string) {
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, numberedLines(100));
  await call(url, 'PUT', '/connectors/src/config', { ...fileSource(input, 't'), 'batch.size': '50' });
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
  await untilReads(output, numberedLines(100));
  await eventually(
    () => offsets(url, 'snk'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":100'),
  );
  return { input, output };
}

onSmallDisk(
  'W6: loses and doubles nothing when the log’s disk is full for a while, and goes on by itself',
  async () => {
    const dir = newDir();
    const disk = newSmallDisk(dir, '12m');
    const { url, lines } = await startHere(dir, disk);
    const { input, output } = await startPipe(url, dir);

    disk.fill();
    appendFileSync(input, numberedLines(1000, 100));
    const { body } = await eventually(() => health(url), isUnhealthy);
    expect(JSON.stringify(body)).toContain('cannot be written: ENOSPC');
    await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
    await waitForStates(url, 'snk', 'RUNNING', 'RUNNING');
    expect(readText(output)).toBe(numberedLines(100));

    disk.free();
    const freedAt = performance.now();
    await untilReads(output, numberedLines(1100));
    expect(performance.now() - freedAt).toBeLessThan(10_000);
    await eventually(
      () => offsets(url, 'snk'),
      ({ body: sink }) => JSON.stringify(sink).includes('"kafka_offset":1100'),
    );
    await eventually(
      () => health(url),
      ({ status }) => status === 200,
    );
    const warnings = lines.filter((line) => line.includes('cannot be written: '));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).not.toContain('    at ');
    expect(lines.filter((line) => /"level":"error"/.test(line))).toEqual([]);
  },
);

onSmallDisk('W6: refuses what cannot be stored with 500 and changes nothing; reads go on', async () => {
  const dir = newDir();
  const disk = newSmallDisk(dir, '12m');
  const { url } = await startHere(dir, disk);
  await startPipe(url, dir);
  const before = await call(url, 'GET', '/connectors?expand=info&expand=status');
  await call(url, 'PUT', '/connectors/snk/stop');
  await waitForStates(url, 'snk', 'STOPPED');
  const offsetsBefore = await offsets(url, 'snk');

  disk.fill();
  await eventually(() => health(url), isUnhealthy);
  const refused = {
    status: 500,
    body: {
      error_code: 500,
      message: expect.stringMatching(`^${WRITE_FAILED}: The log in ${disk.dir}.*ENOSPC`),
    },
  };
  const config = fileSource(join(dir, 'in.txt'), 'other');
  expect(await call(url, 'PUT', '/connectors/src/config', config)).toEqual(refused);
  expect(await call(url, 'PUT', '/connectors/new/config', config)).toEqual(refused);
  expect(await call(url, 'POST', '/connectors', { name: 'new', config })).toEqual(refused);
  for (const verb of ['pause', 'resume', 'stop']) {
    expect(await call(url, 'PUT', `/connectors/src/${verb}`)).toEqual(refused);
  }
  expect(await call(url, 'DELETE', '/connectors/src')).toEqual(refused);
  expect(await call(url, 'DELETE', '/connectors/snk/offsets')).toMatchObject({ status: 500 });
  expect(await offsets(url, 'snk')).toEqual(offsetsBefore);
  expect((await call(url, 'GET', '/connectors/new')).status).toBe(404);
  const after = await call(url, 'GET', '/connectors?expand=info&expand=status');
  const { src } = before.body as { src: unknown };
  expect(after.body).toMatchObject({ src });

  disk.free();
  await eventually(
    () => call(url, 'PUT', '/connectors/new/config', config),
    ({ status }) => status === 201,
  );
  await waitForStates(url, 'new', 'RUNNING', 'RUNNING');
  expect((await call(url, 'DELETE', '/connectors/snk/offsets')).status).toBe(200);
});

onSmallDisk('W6: pauses, stops and deletes after a full disk, and stops in time during it', async () => {
  const dir = newDir();
  const disk = newSmallDisk(dir, '12m');
  const { url, worker } = await startHere(dir, disk);
  const { input, output } = await startPipe(url, dir);

  disk.fill();
  appendFileSync(input, numberedLines(500, 100));
  await eventually(() => health(url), isUnhealthy);
  disk.free();
  await eventually(
    () => call(url, 'PUT', '/connectors/snk/pause'),
    ({ status }) => status === 202,
  );
  await call(url, 'PUT', '/connectors/src/pause');
  await waitForStates(url, 'snk', 'PAUSED', 'PAUSED');
  await waitForStates(url, 'src', 'PAUSED', 'PAUSED');
  await call(url, 'PUT', '/connectors/src/resume');
  await call(url, 'PUT', '/connectors/snk/resume');
  await untilReads(output, numberedLines(600));
  await call(url, 'PUT', '/connectors/src/stop');
  await waitForStates(url, 'src', 'STOPPED');
  expect((await call(url, 'DELETE', '/connectors/src')).status).toBe(204);
  await call(url, 'PUT', '/connectors/again/config', fileSource(input, 't2'));
  await waitForStates(url, 'again', 'RUNNING', 'RUNNING');

  disk.fill();
  appendFileSync(input, numberedLines(500, 600));
  await eventually(() => health(url), isUnhealthy);
  const closing = performance.now();
  await worker.close();
  expect(performance.now() - closing).toBeLessThan(8_000);
});

onSmallDisk('W6: starts with a full disk, goes on after it, and prints nothing but its log', async () => {
  const dir = newDir();
  const disk = newSmallDisk(dir, '12m');
  const first = await startHere(dir, disk);
  const { input, output } = await startPipe(first.url, dir);
  disk.fill();
  appendFileSync(input, numberedLines(500, 100));
  await eventually(() => health(first.url), isUnhealthy);
  await first.worker.close();

  const file = join(dir, 'worker.properties');
  const properties = testProperties(dir, { 'data.dir': join(disk.dir, 'data') });
  writeFileSync(
    file,
    Object.entries(properties)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  const child = spawn(process.execPath, [MAIN, file], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: {} });
  let printed = '';
  child.stderr?.on('data', (chunk) => {
    printed += String(chunk);
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  await eventually(() => health(url), isUnhealthy);
  await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
  disk.free();
  await untilReads(output, numberedLines(600));
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(printed.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
  expect(printed).not.toContain('"level":"error"');
});

onSmallDisk(
  'W6: fails a sink whose file’s disk is full, and loses no byte when it is restarted after that',
  async () => {
    const dir = newDir();
    const [logDisk, disk] = [newSmallDisk(dir, '64m'), newSmallDisk(dir, '1m')];
    const { url } = await startHere(dir, logDisk);
    const [input, output] = [join(dir, 'in.txt'), join(disk.dir, 'out.txt')];
    writeFileSync(input, numberedLines(100));
    await call(url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
    await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
    await eventually(
      () => offsets(url, 'snk'),
      ({ body }) => JSON.stringify(body).includes('"kafka_offset":100'),
    );
    disk.fill();
    appendFileSync(input, numberedLines(5000, 100));
    const { tasks } = await waitForStates(url, 'snk', 'RUNNING', 'FAILED');
    expect(tasks[0]?.trace).toMatch(/Caused by: .*Couldn't write to file .*out\.txt' in FileStreamSinkTask/);
    expect(tasks[0]?.trace).toContain('ENOSPC');
    const committed = JSON.stringify((await offsets(url, 'snk')).body);
    disk.free();
    expect((await call(url, 'POST', '/connectors/snk/tasks/0/restart')).status).toBe(204);
    await eventually(
      () => readText(output),
      (text) => text.endsWith('line 5099\n'),
    );
    await waitForStates(url, 'snk', 'RUNNING', 'RUNNING');
    const written = readText(output).split('\n');
    expect([...new Set(written)].join('\n')).toBe([...numberedLines(5100).split('\n')].join('\n'));
    const committedAt = Number(/"kafka_offset":(\d+)/.exec(committed)?.[1]);
    expect(committedAt).toBeLessThan(5100);
    expect(written.length).toBeLessThanOrEqual(5101 + (5100 - committedAt));
  },
);

onSmallDisk(
  'W6: takes no commit for done that the disk refused in the middle, and writes again after it',
  async () => {
    const disk = newSmallDisk(newDir(), '4m');
    const lmdb = openLmdbLogStore(join(disk.dir, 'log.lmdb'));
    const log = createLogger('test', { write: () => undefined });
    // Believes that there is always room, as when others take it between the check and the commit.
    const store = new GuardedLogStore({ store: lmdb, clock: systemClock, log, freeBytes: () => 1 << 30 });
    const write = (baseOffset: number) =>
      store.transact((writer) => {
        writer.append(1, 0, { baseOffset, bytes: new Uint8Array(200_000) });
        writer.put('offsets', 'source', Buffer.from(String(baseOffset)));
      });
    await write(0);
    await store.flushed();
    disk.fill();
    const ends = await Promise.allSettled([write(1), write(2), store.flushed()]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(lmdb.flushed()).rejects.toThrow(/No space left on device/);
    expect(String(store.get('offsets', 'source'))).toBe('0');
    disk.free();
    await eventually(
      () => store.failure(),
      (failure) => failure === undefined,
    );
    await write(3);
    await store.flushed();
    expect([...store.read(1, 0, 0)].map(({ baseOffset }) => baseOffset)).toEqual([0, 3]);
    disk.fill();
    await expect(write(4)).rejects.toThrow(/No space left on device/);
    await store.close();
    const again = openLmdbLogStore(join(disk.dir, 'log.lmdb'));
    expect(String(again.get('offsets', 'source'))).toBe('3');
    await again.close();
  },
);
