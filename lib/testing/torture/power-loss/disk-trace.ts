import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What a program did to one file, and what it told on standard output, in the order it happened.
 *
 * Shape: a write or a sync begins and, by the same `id`, ends later; `isSync` is a write that is durable once it ended;
 * `named` is when the file, made by another name, got its own, `syncNames` when its folder's names became durable.
 */
export type DiskEvent =
  | { type: 'write'; id: number; at: number; bytes: Buffer; isSync: boolean }
  | { type: 'sync'; id: number }
  | { type: 'end'; id: number }
  | { type: 'named' }
  | { type: 'syncNames' }
  | { type: 'told'; text: string };

const CALLS = 'openat,close,write,pwrite64,pwritev,writev,fdatasync,fsync,ftruncate,lseek,rename';
const LONGEST_BYTES = 1 << 24;
/** As a disk takes its time for a sync: what goes on meanwhile is what a loss of power finds undone. */
const SLOW_SYNC = 'inject=fdatasync,fsync:delay_enter=5000';

/**
 * Runs a node program under `strace` and reads what it did to the file, which it may make as `FILE.new`.
 *
 * Errors: Error when the program fails, or writes the file in a way that is not understood here.
 */
export function traceDisk(file: string, program: readonly string[], traceFile: string): DiskEvent[] {
  const trace = [
    '-f',
    '-qqq',
    '-xx',
    '-s',
    String(LONGEST_BYTES),
    '-e',
    'abbrev=none',
    '-e',
    `trace=${CALLS}`,
  ];
  execFileSync('strace', [...trace, '-e', SLOW_SYNC, '-o', traceFile, process.execPath, ...program], {
    stdio: 'pipe',
  });
  const events = new TraceReader(file).read(readFileSync(traceFile, 'latin1'));
  rmSync(traceFile);
  return events;
}

class TraceReader {
  readonly #file: string;
  readonly #isSyncByFd = new Map<string, boolean>();
  readonly #positionByFd = new Map<string, number>();
  readonly #folderFds = new Set<string>();
  readonly #openByThread = new Map<string, { call: string; id: number | undefined }>();
  readonly #events: DiskEvent[] = [];
  #nextId = 0;

  constructor(file: string) {
    this.#file = file;
  }

  read(trace: string): DiskEvent[] {
    for (const line of trace.split('\n')) this.#readLine(line);
    return this.#events;
  }

  /** `PID call(args) = result`, or that in two lines: `call(args <unfinished ...>` and `<... call resumed>) = result`. */
  #readLine(line: string): void {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>.*= (-?\d+)/.exec(rest);
    if (resumed) {
      const { call = '', id } = this.#openByThread.get(thread) ?? {};
      this.#end(call, id, resumed[1] ?? '');
      return;
    }
    const call = rest.replace(/( <unfinished \.\.\.>|\) += (-?\d+).*)$/, '');
    const id = this.#begin(call);
    const result = /^.*\) += (-?\d+)/.exec(rest)?.[1];
    if (result === undefined) this.#openByThread.set(thread, { call, id });
    else this.#end(call, id, result);
  }

  #begin(call: string): number | undefined {
    const [, name = '', fd = '', args = ''] = /^(\w+)\((\w+)(?:, (.*))?$/.exec(call) ?? [];
    if (call.startsWith('rename(') && unhex(call).toString() === `${this.#file}.new${this.#file}`)
      this.#events.push({ type: 'named' });
    if (name === 'write' && fd === '1') this.#events.push({ type: 'told', text: unhex(args).toString() });
    const isSync = this.#isSyncByFd.get(fd);
    if (isSync === undefined || name === 'close') return undefined;
    if (name === 'lseek') {
      if (!args.endsWith('SEEK_SET')) throw new Error(`Not understood: ${call}`);
      this.#positionByFd.set(fd, Number.parseInt(args, 10));
      return undefined;
    }
    this.#nextId += 1;
    const id = this.#nextId;
    if (name === 'fdatasync' || name === 'fsync') this.#events.push({ type: 'sync', id });
    else if (name === 'pwrite64' || name === 'pwritev') {
      const at = Number(/(\d+)$/.exec(args)?.[1]);
      this.#events.push({ type: 'write', id, at, bytes: unhex(args), isSync });
    } else if (name === 'writev') {
      const [at, bytes] = [this.#positionByFd.get(fd) ?? 0, unhex(args)];
      this.#events.push({ type: 'write', id, at, bytes, isSync });
      this.#positionByFd.set(fd, at + bytes.length);
    } else if (name === 'ftruncate') {
      // As a write of nothing, it makes the file as long as that.
      this.#events.push({ type: 'write', id, at: Number(args), bytes: Buffer.alloc(0), isSync });
    } else throw new Error(`The file is written by ${name}, which is not understood`);
    return id;
  }

  #end(call: string, id: number | undefined, result: string): void {
    if (id !== undefined) {
      if (result.startsWith('-')) throw new Error(`A call failed: ${call.slice(0, 80)}`);
      this.#events.push({ type: 'end', id });
      return;
    }
    const [, name = '', fd = ''] = /^(\w+)\((\w+)/.exec(call) ?? [];
    if (name === 'fsync' && this.#folderFds.has(fd)) this.#events.push({ type: 'syncNames' });
    if (name === 'close') this.#forget(fd);
    if (name !== 'openat' || result.startsWith('-')) return;
    this.#forget(result);
    const path = unhex(call).toString();
    if (path === dirname(this.#file)) this.#folderFds.add(result);
    if (path === this.#file || path === `${this.#file}.new`)
      this.#isSyncByFd.set(result, /\bO_D?SYNC\b/.test(call));
  }

  #forget(fd: string): void {
    this.#isSyncByFd.delete(fd);
    this.#positionByFd.delete(fd);
    this.#folderFds.delete(fd);
  }
}

/** All bytes within quotes, which `strace -xx` writes as `\x00`. */
function unhex(text: string): Buffer {
  const quoted = [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => hex);
  return Buffer.from(quoted.join('').replaceAll('\\x', ''), 'hex');
}
