import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { startWorker, type WorkerHandle, type WorkerOverrides } from '../index.ts';

/** Answer of a worker. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A folder of its own for a test, removed afterwards. */
export function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-worker-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Options of a worker for tests: a free port, text converters, quick commits. */
export function testProperties(dir: string, more: Record<string, string> = {}): Record<string, string> {
  const text = 'org.apache.kafka.connect.storage.StringConverter';
  return {
    listeners: 'http://127.0.0.1:0',
    'data.dir': join(dir, 'data'),
    'key.converter': text,
    'value.converter': text,
    'offset.flush.interval.ms': '100',
    'task.shutdown.graceful.timeout.ms': '1000',
    ...more,
  };
}

/** Starts a worker that is closed when the test ends. */
export async function startTestWorker(
  dir: string,
  more: Record<string, string> = {},
  overrides: WorkerOverrides = {},
): Promise<WorkerHandle> {
  const worker = await startWorker(testProperties(dir, more), { log: () => undefined, ...overrides });
  onTestFinished(() => worker.close());
  return worker;
}

/** Sends a request. Shape: `body` goes as JSON. */
export async function call(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

/** Waits until `read` answers something that `isDone` accepts. */
export async function eventually<T>(read: () => T | Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  let last: T | undefined;
  await expect
    .poll(
      async () => {
        last = await read();
        return isDone(last);
      },
      { timeout: 20_000, interval: 25, message: 'waited for a condition in vain' },
    )
    .toBe(true)
    .catch((error: unknown) => {
      throw new Error(`Waited in vain; last: ${JSON.stringify(last)?.slice(0, 2000)}`, { cause: error });
    });
  return last as T;
}

interface StatusBody {
  readonly connector: { readonly state: string; readonly trace?: string };
  readonly tasks: readonly { readonly id: number; readonly state: string; readonly trace?: string }[];
}

/** Waits until connector and tasks are in these states: `waitForStates(url, 'c', 'RUNNING', 'FAILED')`. */
export async function waitForStates(url: string, name: string, ...states: string[]): Promise<StatusBody> {
  const isThere = ({ body }: Answer) => {
    const status = body as StatusBody;
    return (
      [status.connector?.state, ...(status.tasks ?? []).map((task) => task.state)].join() === states.join()
    );
  };
  const answer = await eventually(() => call(url, 'GET', `/connectors/${name}/status`), isThere);
  return answer.body as StatusBody;
}

/** The text of a file, empty when there is none. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until a file has this text, no more and no less. */
export function untilReads(path: string, text: string): Promise<string> {
  return eventually(
    () => readText(path),
    (now) => now === text,
  );
}

const LOG_PROGRAM = resolve(import.meta.dirname, '../log-main.ts');

/** What `npm run worker:log` prints with these arguments, line by line. */
export function dump(...args: string[]): Record<string, unknown>[] {
  const text = execFileSync(process.execPath, [LOG_PROGRAM, ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Config of a source of a file. */
export function fileSource(file: string, topic: string): Record<string, string> {
  return { 'connector.class': 'FileStreamSource', file, topic };
}

/** Config of a sink to a file. */
export function fileSink(file: string, topics: string): Record<string, string> {
  return { 'connector.class': 'FileStreamSink', file, topics };
}

/** `count` numbered lines. */
export function numberedLines(count: number, from = 0): string {
  return Array.from({ length: count }, (_, line) => `line ${from + line}\n`).join('');
}

/**
 * Writes plugin packages and returns the folder for `plugin.path`: a source `test.Behaving` whose task does what its
 * option `behaviour` says, a source `test.Telling` that quotes its secret, and packages that are broken: one throws, one exits.
 */
export function writeTestPlugins(dir: string): string {
  const folder = join(dir, 'plugins');
  mkdirSync(join(folder, 'behaving'), { recursive: true });
  mkdirSync(join(folder, 'broken'), { recursive: true });
  mkdirSync(join(folder, 'telling'), { recursive: true });
  const packages = {
    behaving: new URL('./behaving-plugin.js', import.meta.url),
    telling: new URL('./telling-plugin.js', import.meta.url),
  };
  for (const [name, url] of Object.entries(packages)) {
    writeFileSync(join(folder, name, 'index.mjs'), readFileSync(fileURLToPath(url), 'utf8'));
  }
  writeFileSync(join(folder, 'broken', 'index.mjs'), 'throw new Error("this package is broken");');
  mkdirSync(join(folder, 'broken-exits'));
  writeFileSync(join(folder, 'broken-exits', 'index.mjs'), 'process.exit(9);');
  return folder;
}
