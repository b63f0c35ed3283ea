import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the system is told to do to a process. Shape: the `nth` of its calls of these for one of the paths, counted for
 * each thread.
 */
export interface Fault {
  readonly paths: readonly string[];
  readonly calls: string;
  readonly effect: 'signal=SIGKILL' | 'error=EIO' | 'error=ENOSPC';
  readonly nth: number;
}

/** How a worker's process is started. Shape: `program` is what node runs, `onLine` gets each line of its output. */
export interface ProcessOptions {
  readonly program: string;
  readonly dir: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly fault?: Fault | undefined;
  readonly onLine: (line: string) => void;
}

const STRACE = 'strace';
const STRACE_LOG = 'strace.out';

/** Whether faults can be had here; says on standard error when not. */
export function canInjectFaults(): boolean {
  try {
    execFileSync(STRACE, ['-qqq', '-o', '/dev/null', process.execPath, '-v'], { stdio: 'pipe' });
    return true;
  } catch {
    process.stderr.write('SKIPPED: faults at calls of the system need strace\n');
    return false;
  }
}

/** The real program of the worker, which can be killed at any time, also by `strace` at a chosen call of the system. */
export class WorkerProcess {
  /** Resolves when it is gone, whyever. */
  readonly exited: Promise<void>;
  /** Where its REST API is; undefined when it was gone before that. */
  readonly url: Promise<string | undefined>;
  readonly #child: ChildProcess;
  readonly #straceLog: string;
  #errors = '';

  constructor(options: ProcessOptions) {
    const file = join(options.dir, 'worker.properties');
    mkdirSync(options.dir, { recursive: true });
    const lines = Object.entries(options.properties).map(([key, value]) => `${key}=${value}\n`);
    writeFileSync(file, lines.join(''));
    rmSync(join(options.dir, STRACE_LOG), { force: true });
    const [command, ...args] = commandOf(options, [process.execPath, options.program, file]);
    const child = spawn(command ?? '', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { NODE_ENV: 'production' },
    });
    this.#child = child;
    this.#straceLog = join(options.dir, STRACE_LOG);
    this.exited = new Promise((resolve) => child.on('close', () => resolve()));
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-100_000);
    });
    this.url = new Promise((resolve) => {
      void this.exited.then(() => resolve(undefined));
      readLines(child, (line) => {
        const url = /^Worker ready at (\S+),/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
        else options.onLine(line);
      });
    });
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The end of what it wrote to standard error. */
  get errors(): string {
    return this.#errors;
  }

  /** How many calls were made to fail; one that killed it is none of them. */
  countInjected(): number {
    return existsSync(this.#straceLog)
      ? readFileSync(this.#straceLog, 'utf8').split('(INJECTED)').length - 1
      : 0;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#child.kill(signal);
    await this.exited;
  }
}

/** With `-D` the tracer is nobody's parent, so that a signal goes to the worker itself. */
function commandOf({ fault, dir }: ProcessOptions, command: readonly string[]): readonly string[] {
  if (!fault) return command;
  const inject = `inject=${fault.calls}:${fault.effect}:when=${fault.nth}`;
  const paths = fault.paths.flatMap((path) => ['-P', path]);
  const trace = ['-D', '-f', '-qqq', '-o', join(dir, STRACE_LOG), ...paths];
  return [STRACE, ...trace, '-e', `trace=${fault.calls}`, '-e', inject, ...command];
}

/** A last line that was cut off is no line. */
function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
