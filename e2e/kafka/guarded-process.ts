import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';

const LOG_TAIL_LINES = 25;
const STOP_TIMEOUT_MS = 30_000;
const liveChildren = new Set<ChildProcess>();

/**
 * Ends the watched process when our end of the pipe closes without a word, which the kernel does for us however
 * we die. `$1` is the process, `read` succeeds only when we said that it ended by itself.
 */
const GUARD = `
trap '' INT HUP TERM
read -r word && exit 0
kill -TERM "$1" 2>/dev/null
i=0; while kill -0 "$1" 2>/dev/null && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
kill -KILL "$1" 2>/dev/null
`;

/** A child that cannot outlive us. */
export interface GuardedProcess {
  readonly pid: number;
  /** Rejects when the child ends; never resolves. For races against readiness. */
  readonly ended: Promise<never>;
  /** Resolves when the child ends with exit code 0, rejects when it ends otherwise. For programs that finish. */
  finished(): Promise<void>;
  /** The last lines it wrote, for error messages. */
  logTail(): string;
  /** SIGTERM, then SIGKILL after 30 s; resolves when it is gone. Safe to call twice. */
  close(): Promise<void>;
}

/** How to start a guarded process; its output goes to `logFile`. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly logFile: string;
}

/**
 * Starts a child that ends with us: on a normal exit, on an exception, and also when we are killed with -9.
 *
 * Errors: rejects when the program cannot be started at all.
 */
export async function startGuarded(command: Command): Promise<GuardedProcess> {
  const log = createWriteStream(command.logFile, { flags: 'a' });
  await once(log, 'open');
  const child = spawn(command.file, command.args, { cwd: command.cwd, stdio: ['ignore', log, log] });
  await once(child, 'spawn');
  log.close();
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command.file} has no process id`);
  const dismissGuard = startGuard(pid);
  track(child);
  const logTail = () =>
    readFileSync(command.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      dismissGuard();
      resolve(signal ?? `exit code ${code}`);
    });
  });
  const ended = exited.then((how) => Promise.reject(new ProcessEndedError(command, how, logTail())));
  ended.catch(() => undefined);
  const finished = () =>
    ended.catch((error: Error) => (child.exitCode === 0 ? undefined : Promise.reject(error)));
  return { pid, ended, finished, logTail, close: () => stop(child, exited) };
}

/** The child ended before it was told to. */
export class ProcessEndedError extends Error {
  override readonly name = 'ProcessEndedError';
  readonly logTail: string;

  constructor(command: Command, how: string, logTail: string) {
    super(`${command.file} ended (${how}). Log ${command.logFile} ends with:\n${logTail}`);
    this.logTail = logTail;
  }
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

/** Returns the word that sends the guard away. */
function startGuard(pid: number): () => void {
  const guard = spawn('sh', ['-c', GUARD, 'guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  guard.stdin.on('error', () => undefined);
  // The pipe alone must not keep us alive: its closing at our end is what the guard waits for.
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return () => guard.stdin.end('ended\n');
}

function track(child: ChildProcess): void {
  if (liveChildren.size === 0) process.once('exit', killAll);
  liveChildren.add(child);
  child.once('exit', () => liveChildren.delete(child));
}

function killAll(): void {
  for (const child of liveChildren) child.kill('SIGTERM');
}
