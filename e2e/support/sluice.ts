import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Sluice as `npm start` runs it, on free ports and a data folder of its own. */
export interface RunningSluice extends AsyncDisposable {
  readonly url: string;
  /** Undefined when it was started without an embedded worker. */
  readonly workerUrl: string | undefined;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  close(): Promise<void>;
}

/**
 * Starts the supervisor the way `npm start` does after its set-up, and waits until console and worker are ready.
 *
 * Errors: rejects with what was printed when it ends or is not ready within a minute.
 */
export async function startSluice(env: Record<string, string> = {}): Promise<RunningSluice> {
  const dataDir = env.SLUICE_DATA_DIR ?? mkdtempSync(path.join(tmpdir(), 'sluice-e2e-'));
  const child = spawn(process.execPath, ['lib/supervisor/main.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', WORKER_PORT: '0', SLUICE_DATA_DIR: dataDir, SLUICE_DEMO: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<{ url: string; workerUrl: string | undefined }>((resolve, reject) => {
    const look = () => {
      const url = /^sluice: console {2}(\S+)/m.exec(printed)?.[1];
      const workerUrl = /^sluice: worker {3}(\S+)/m.exec(printed)?.[1];
      if (url && (workerUrl || (env.EMBEDDED_WORKER ?? 'child') !== 'child')) resolve({ url, workerUrl });
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        look();
      });
    }
    void ended.then(() => reject(new Error(`Sluice ended:\n${printed}`)));
    setTimeout(() => reject(new Error(`Sluice was not ready in a minute:\n${printed}`)), 60_000).unref();
  });
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
    const errors = printed.split('\n').filter((line) => line.includes('"level":"error"'));
    if (errors.length > 0) console.log(`Sluice logged errors:\n${errors.join('\n')}`);
    if (env.SLUICE_DATA_DIR === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { url, workerUrl } = await ready;
    return {
      url,
      workerUrl,
      dataDir,
      process: child,
      output: () => printed,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** Calls a worker's REST, or reads from the console's; the body is parsed when there is one. */
export async function call(
  method: string,
  url: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Looks again and again until it holds. Errors: says what was waited for. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (await holds()) return;
    if (performance.now() > deadline) throw new Error(`Not so within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
