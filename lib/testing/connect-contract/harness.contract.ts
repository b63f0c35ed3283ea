import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGuarded } from '../../../e2e/kafka/guarded-process.ts';
import { freePorts, onFreePorts } from '../../../e2e/kafka/ports.ts';
import { waitUntil } from '../../../e2e/kafka/wait-until.ts';

const LIMITS = { timeoutMs: 15_000 };
const HARNESS = path.join(import.meta.dirname, '../../../e2e/kafka');

describe('what the harness starts', () => {
  const shell = (script: string) => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'sluice-harness-'));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    return { file: 'sh', args: ['-c', script], cwd, logFile: path.join(cwd, 'log') };
  };

  /** Starts another Node that starts a guarded `sleep`, and tells the sleeper's pid. */
  const parentOfSleeper = async (then: string) => {
    const command = JSON.stringify(shell('exec sleep 300'));
    const program = `
      const { startGuarded } = await import(${JSON.stringify(path.join(HARNESS, 'guarded-process.ts'))});
      const { pid } = await startGuarded(${command});
      process.stdout.write(pid + '\\n');
      ${then}`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
    const sleeper = Number(chunk.toString());
    expect(sleeper).toBeGreaterThan(1);
    onTestFinished(() => {
      parent.kill('SIGKILL');
      if (isAlive(sleeper)) process.kill(sleeper, 'SIGKILL');
    });
    return { parent, sleeper };
  };

  it('ends when its parent is killed with -9', async () => {
    const { parent, sleeper } = await parentOfSleeper('setInterval(() => {}, 1000);');
    expect(isAlive(sleeper)).toBe(true);
    parent.kill('SIGKILL');
    await waitUntil('the end of the orphan', async () => !isAlive(sleeper), LIMITS);
    expect(isAlive(sleeper)).toBe(false);
  });

  it.each([
    ['process.exit', 'process.exit(0);'],
    ['an exception nobody caught', "setTimeout(() => { throw 'on purpose'; }, 1);"],
  ])('ends when its parent ends by %s', async (_how, then) => {
    const { sleeper } = await parentOfSleeper(then);
    await waitUntil('the end of the orphan', async () => !isAlive(sleeper), LIMITS);
    expect(isAlive(sleeper)).toBe(false);
  });

  it('is stopped by close(), which waits for it and may be called twice', async () => {
    const guarded = await startGuarded(shell('trap "echo bye; exit 0" TERM; while :; do sleep 0.05; done'));
    await guarded.close();
    await guarded.close();
    expect(isAlive(guarded.pid)).toBe(false);
    expect(guarded.logTail()).toBe('bye');
  });

  it('tells the end of its log when it ends too early', async () => {
    const command = shell('echo starting; echo no such broker >&2; exit 7');
    const guarded = await startGuarded(command);
    await expect(guarded.ended).rejects.toThrow(/exit code 7[\s\S]*starting\nno such broker/);
    expect(readFileSync(command.logFile, 'utf8')).toContain('no such broker');
  });

  it('gets other ports when one is taken meanwhile, and gives up on other errors at once', async () => {
    const tried: number[] = [];
    const result = await onFreePorts(1, async ([port = 0]) => {
      tried.push(port);
      const fails = tried.length === 1;
      const guarded = await startGuarded(shell(fails ? 'echo Address already in use; exit 1' : 'exit 0'));
      await guarded.finished();
      return port;
    });
    expect(tried).toHaveLength(2);
    expect(result).toBe(tried[1]);
    const other = onFreePorts(1, () => Promise.reject(new Error('no jars')));
    await expect(other).rejects.toThrow('no jars');
  });

  it('is asked for several free ports, all different', async () => {
    const ports = await freePorts(5);
    expect(new Set(ports).size).toBe(5);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
