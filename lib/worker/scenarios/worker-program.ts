import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { testProperties } from './support.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A worker's process and where it answers. */
export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts the worker as a program of its own, which ends with the test; its output is kept. */
export function launchWorker(
  dir: string,
  properties: Record<string, string>,
  env: Record<string, string> = {},
): ChildProcess & { output: () => string } {
  const file = join(dir, `worker-${Object.keys(properties).length}.properties`);
  writeFileSync(
    file,
    Object.entries(properties)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  const child = spawn(process.execPath, [MAIN, file], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    output += String(chunk);
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return Object.assign(child, { output: () => output });
}

/** Starts such a program and waits until it answers. */
export async function startProcess(
  dir: string,
  properties = testProperties(dir),
  env: Record<string, string> = {},
): Promise<Running> {
  const child = launchWorker(dir, properties, env);
  const [message] = (await once(child, 'message')) as [{ type: string; url: string }];
  expect(message.type).toBe('ready');
  return { child, url: message.url };
}

/** Waits for its end. */
export async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
