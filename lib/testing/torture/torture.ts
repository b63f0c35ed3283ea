import { join } from 'node:path';
import { type Clock, systemClock } from '../../base/clock.ts';
import { listTopics } from '../../worker/kafka/embedded-log/dump-log.ts';
import { openLmdbLogStore } from '../../worker/kafka/embedded-log/lmdb-log-store.ts';
import { seeded } from '../seeded.ts';
import { countLines, firstDifference, NumberedFile } from './numbered-file.ts';
import { VerifiableChecker, type VerifiableLine, type VerifiableVerdict } from './verifiable-checker.ts';
import { type Fault, WorkerProcess } from './worker-process.ts';

/** How long and how hard. Units: `lines` is what the file source gets in all; `seed` decides everything random. */
export interface TortureOptions {
  readonly program: string;
  readonly dir: string;
  readonly kills: number;
  readonly lines: number;
  readonly seed: number;
  /** Whether lives end by calls of the system, too, which needs `strace`. */
  readonly canInject: boolean;
  /** The share of such lives, 0.2 unless said. */
  readonly faultShare?: number;
  /** Ends before all kills are done. */
  readonly deadlineMs?: number;
  readonly onProgress?: (kills: number, lines: number) => void;
}

/**
 * What came of it. Shape: `injectedErrors` counts the calls that really failed, `fileDifference` is the first difference
 * between input and output, undefined when none.
 */
export interface TortureReport {
  readonly kills: number;
  readonly killsByCall: number;
  readonly killsWhileStarting: number;
  readonly injectedErrors: Readonly<Record<'EIO' | 'ENOSPC', number>>;
  readonly linesCopied: number;
  readonly fileDifference: string | undefined;
  readonly verifiable: VerifiableVerdict;
  readonly startMs: readonly number[];
}

const TOOLS = 'org.apache.kafka.connect.tools';
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';
const TEXT = { 'value.converter': 'org.apache.kafka.connect.storage.StringConverter' };
/** Calls with which the log and the sink's file are written. */
const WRITES = 'write,writev,pwrite64,pwritev';
const SYNCS = 'fdatasync,fsync,msync';
const APPEND_MS = 10;
const LONGEST_LIFE_MS = 100;
const IDLE_SHARE = 0.25;
const PROGRESS_LIMIT_MS = 3_000;
const LONGEST_START_MS = 200;
const START_LIMIT_MS = 30_000;
const DRAIN_LIMIT_MS = 120_000;

/**
 * Lets a file be copied and numbers be made and read by the real worker, and kills it again and again: at random times,
 * while it starts, and at chosen calls of the system; some lives have a write or a sync fail instead.
 *
 * Then waits until everything is through and compares. Errors: Error with the worker's last words when it does not start
 * or does not get through.
 */
export async function runTorture(options: TortureOptions): Promise<TortureReport> {
  const torture = new Torture(options, systemClock);
  try {
    return await torture.run();
  } finally {
    await torture.close();
  }
}

class Torture {
  readonly #options: TortureOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #input: NumberedFile;
  readonly #output: string;
  readonly #checker = new VerifiableChecker('numbers');
  readonly #startMs: number[] = [];
  readonly #counts = { kills: 0, byCall: 0, whileStarting: 0, EIO: 0, ENOSPC: 0 };
  #process: WorkerProcess | undefined;

  constructor(options: TortureOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#random = seeded(options.seed);
    this.#input = new NumberedFile(join(options.dir, 'in.txt'));
    this.#output = join(options.dir, 'out.txt');
  }

  async run(): Promise<TortureReport> {
    const { kills, deadlineMs = Number.POSITIVE_INFINITY, onProgress } = this.#options;
    const endAt = this.#clock.monotonic() + deadlineMs;
    await this.#createConnectors();
    while (this.#counts.kills < kills && this.#clock.monotonic() < endAt) {
      await this.#oneLife();
      onProgress?.(this.#counts.kills, countLines(this.#output));
    }
    await this.#drain();
    return this.#report();
  }

  async close(): Promise<void> {
    this.#input.close();
    await this.#process?.end('SIGKILL');
  }

  async #createConnectors(): Promise<void> {
    const url = await this.#startReady();
    const file = { 'connector.class': 'FileStreamSource', file: this.#input.path, topic: 'lines', ...TEXT };
    await put(url, 'lines', file);
    await put(url, 'copy', {
      'connector.class': 'FileStreamSink',
      file: this.#output,
      topics: 'lines',
      ...TEXT,
    });
    const made = { 'connector.class': `${TOOLS}.VerifiableSourceConnector`, topic: 'numbers' };
    await put(url, 'numbers', { ...made, throughput: '2000' });
    await put(url, 'seen', {
      'connector.class': `${TOOLS}.VerifiableSinkConnector`,
      topics: 'numbers',
    });
    this.#input.append(1_000);
    await this.#until('the first lines', () => countLines(this.#output) >= 1_000);
    await this.#kill();
  }

  async #oneLife(): Promise<void> {
    const { canInject, faultShare = 0.2 } = this.#options;
    const fault = canInject && this.#random() < faultShare ? this.#chooseFault() : undefined;
    const isKilledWhileStarting = !fault && this.#random() < 0.1;
    const process = this.#start(fault);
    if (isKilledWhileStarting) {
      this.#counts.whileStarting += 1;
      await this.#appendFor(this.#random() * LONGEST_START_MS);
      await this.#kill();
      return;
    }
    await this.#ready(process, fault !== undefined);
    // Most lives end at work, some before anything has moved.
    if (this.#random() > IDLE_SHARE) await this.#untilMoved();
    await this.#appendFor(this.#random() * LONGEST_LIFE_MS);
    if (process.hasExited) this.#counts.byCall += 1;
    await this.#kill();
    if (fault) this.#countErrors(fault, process);
  }

  #chooseFault(): Fault {
    const effects = ['signal=SIGKILL', 'signal=SIGKILL', 'error=EIO', 'error=ENOSPC'] as const;
    const effect = effects[Math.floor(this.#random() * effects.length)] ?? 'signal=SIGKILL';
    const calls = effect === 'error=ENOSPC' || this.#random() < 0.5 ? WRITES : SYNCS;
    const paths = [join(this.#options.dir, 'data', 'log.lmdb'), this.#output];
    return { paths, calls, effect, nth: 1 + Math.floor(this.#random() * (calls === SYNCS ? 2 : 6)) };
  }

  #countErrors({ effect }: Fault, process: WorkerProcess): void {
    if (effect === 'error=EIO') this.#counts.EIO += process.countInjected();
    if (effect === 'error=ENOSPC') this.#counts.ENOSPC += process.countInjected();
  }

  /** Waits until lines and numbers have come through in this life, or a while, as a fault may keep them from it. */
  async #untilMoved(): Promise<void> {
    const [lines, numbers] = [countLines(this.#output), this.#checker.seen];
    const endAt = this.#clock.monotonic() + PROGRESS_LIMIT_MS;
    const isStill = () => countLines(this.#output) === lines || this.#checker.seen === numbers;
    while (isStill() && this.#clock.monotonic() < endAt && !this.#process?.hasExited) {
      await this.#appendFor(APPEND_MS);
    }
  }

  /** Feeds the file while the worker lives, at the rate that has all lines in when all kills are done. */
  async #appendFor(ms: number): Promise<void> {
    const { kills, lines } = this.#options;
    const endAt = this.#clock.monotonic() + ms;
    const goal = Math.ceil((lines * (this.#counts.kills + 1)) / kills);
    while (this.#clock.monotonic() < endAt && !this.#process?.hasExited) {
      const missing = goal - this.#input.count;
      if (missing > 0) this.#input.append(Math.min(missing, Math.max(500, Math.ceil(missing / 10))));
      await this.#clock.sleep(APPEND_MS);
    }
  }

  async #drain(): Promise<void> {
    const url = await this.#startReady();
    this.#input.append(Math.max(0, this.#options.lines - this.#input.count));
    await this.#until('the file', () => countLines(this.#output) >= this.#input.count);
    await fetch(`${url}/connectors/numbers/stop`, { method: 'PUT' });
    await this.#until('the numbers to stop', async () => (await stateOf(url, 'numbers')) === 'STOPPED');
    const end = this.#endOf('numbers');
    await this.#until(`the numbers up to ${end}`, async () => (await committedBy(url, 'seen')) === end);
    await this.#expectRunning(url);
    await this.#process?.end('SIGTERM');
  }

  /** The offset after the last record of a topic, as it stands on the disk. */
  #endOf(topic: string): number {
    const store = openLmdbLogStore(join(this.#options.dir, 'data', 'log.lmdb'), { readOnly: true });
    try {
      const found = [...listTopics(store)].find((listed) => (listed as { topic: string }).topic === topic);
      return (found as { partitions: { end: number }[] }).partitions[0]?.end ?? 0;
    } finally {
      void store.close();
    }
  }

  /** A sink that failed has read no log to its end. Errors: Error with its status. */
  async #expectRunning(url: string): Promise<void> {
    const status = await (await fetch(`${url}/connectors/seen/status`)).text();
    if (/"tasks":\[\{[^}]*"state":"RUNNING"/.test(status)) return;
    throw new Error(`The sink of the numbers does not run: ${status}`);
  }

  #start(fault?: Fault): WorkerProcess {
    const { program, dir } = this.#options;
    const properties = {
      listeners: 'http://127.0.0.1:0',
      'data.dir': join(dir, 'data'),
      'key.converter': JSON_CONVERTER,
      'value.converter': JSON_CONVERTER,
      'offset.flush.interval.ms': '50',
    };
    const onLine = (line: string) => {
      if (line.startsWith('{"name"')) this.#checker.add(JSON.parse(line) as VerifiableLine);
    };
    this.#process = new WorkerProcess({ program, dir, properties, fault, onLine });
    return this.#process;
  }

  async #startReady(): Promise<string> {
    const url = await this.#ready(this.#start(), false);
    if (url === undefined) throw new Error(`The worker ended while it started:\n${this.#process?.errors}`);
    return url;
  }

  async #ready(process: WorkerProcess, mayEnd: boolean): Promise<string | undefined> {
    const startedAt = this.#clock.monotonic();
    let cancel: () => void = () => undefined;
    const late = new Promise<'late'>((resolve) => {
      cancel = this.#clock.after(START_LIMIT_MS, () => resolve('late'));
    });
    const url = await Promise.race([process.url, late]);
    cancel();
    if (url === 'late' || (url === undefined && !mayEnd)) {
      throw new Error(`The worker did not start:\n${process.errors}`);
    }
    if (!mayEnd) this.#startMs.push(this.#clock.monotonic() - startedAt);
    return url;
  }

  async #kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
    this.#counts.kills += 1;
  }

  async #until(what: string, isDone: () => boolean | Promise<boolean>): Promise<void> {
    const endAt = this.#clock.monotonic() + DRAIN_LIMIT_MS;
    while (!(await isDone())) {
      if (this.#clock.monotonic() > endAt || this.#process?.hasExited) {
        const state = `${countLines(this.#output)} of ${this.#input.count} lines, ${this.#checker.seen} numbers`;
        throw new Error(`Waited in vain for ${what} (${state}):\n${this.#process?.errors}`);
      }
      await this.#clock.sleep(APPEND_MS);
    }
  }

  #report(): TortureReport {
    const { kills, byCall, whileStarting, EIO, ENOSPC } = this.#counts;
    return {
      kills,
      killsByCall: byCall,
      killsWhileStarting: whileStarting,
      injectedErrors: { EIO, ENOSPC },
      linesCopied: countLines(this.#output),
      fileDifference: firstDifference(this.#output, this.#input.count),
      verifiable: this.#checker.verdict(),
      startMs: this.#startMs,
    };
  }
}

async function stateOf(url: string, name: string): Promise<string> {
  const status = await (await fetch(`${url}/connectors/${name}/status`)).json();
  const { connector, tasks } = status as { connector: { state: string }; tasks: unknown[] };
  return tasks.length === 0 ? connector.state : 'with tasks';
}

/** How far a sink has committed; undefined when it has not. */
async function committedBy(url: string, name: string): Promise<number | undefined> {
  const { offsets } = (await (await fetch(`${url}/connectors/${name}/offsets`)).json()) as {
    offsets: { offset: { kafka_offset: number } }[];
  };
  return offsets[0]?.offset.kafka_offset;
}

async function put(url: string, name: string, config: Record<string, string>): Promise<void> {
  const response = await fetch(`${url}/connectors/${name}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(config),
  });
  if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
}
