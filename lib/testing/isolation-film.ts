import { appendFileSync, copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock as clock } from '../base/clock.ts';
import { WorkerProcess } from './torture/worker-process.ts';

/** What a task does that it should not. */
export const MISBEHAVIOURS = ['spin', 'leak', 'exit', 'never-stops'] as const;
export type Misbehaviour = (typeof MISBEHAVIOURS)[number];

/** What was seen. Units: ms. Shape: `changes` are the states of connectors and tasks as they changed, with the time. */
export interface Film {
  readonly changes: readonly string[];
  /** Connectors and tasks that were FAILED at any time. */
  readonly failed: readonly string[];
  readonly restBefore: Latency;
  readonly restMeanwhile: Latency;
  readonly linesMoved: number;
  /** Whether the other pipe's output is its input, line by line. */
  readonly isComplete: boolean;
  /** The longest time in which nothing came out of the other pipe. */
  readonly longestStall: number;
}

/** Of requests for the status of all connectors. Units: ms. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

const TEXT = 'org.apache.kafka.connect.storage.StringConverter';
const PLUGIN = new URL('../worker/scenarios/behaving-plugin.js', import.meta.url);
const PROBE_MS = 10;
const LINE_MS = 20;
const CALM_MS = 2_000;
const AFTERWARDS_MS = 1_500;
const LIMIT_MS = 60_000;

/**
 * Films the worker's real program: one pipe moves a line every 20 ms while the task beside it misbehaves.
 *
 * Errors: Error when what should happen to that task does not happen within a minute.
 */
export async function filmIsolation(options: {
  program: string;
  dir: string;
  misbehaviour: Misbehaviour;
  onChange?: (change: string) => void;
}): Promise<Film> {
  const camera = new Camera(options.dir, options.onChange);
  const worker = startWorker(options.program, options.dir);
  try {
    camera.url = (await worker.url) ?? '';
    if (camera.url === '') throw new Error(`The worker did not start: ${worker.errors}`);
    return await camera.film(options.misbehaviour);
  } finally {
    camera.stop();
    await worker.end('SIGTERM');
  }
}

function startWorker(program: string, dir: string): WorkerProcess {
  const plugins = join(dir, 'plugins');
  mkdirSync(join(plugins, 'behaving'), { recursive: true });
  copyFileSync(PLUGIN, join(plugins, 'behaving', 'index.mjs'));
  const properties = {
    ...{ listeners: 'http://127.0.0.1:0', 'data.dir': join(dir, 'data'), 'plugin.path': plugins },
    ...{ 'key.converter': TEXT, 'value.converter': TEXT, 'offset.flush.interval.ms': '500' },
    ...{
      'task.watchdog.timeout.ms': '2000',
      'task.heap.max.mb': '64',
      'task.shutdown.graceful.timeout.ms': '1000',
    },
  };
  return new WorkerProcess({ program, dir, properties, onLine: () => undefined });
}

interface Status {
  readonly connector: { readonly state: string };
  readonly tasks: readonly { readonly id: number; readonly state: string }[];
}

class Camera {
  url = '';
  readonly #input: string;
  readonly #output: string;
  readonly #onChange: (change: string) => void;
  readonly #changes: string[] = [];
  readonly #failed = new Set<string>();
  readonly #states = new Map<string, string>();
  readonly #startedAt = clock.monotonic();
  #latencies: number[] = [];
  #lines = 0;
  #longestStall = 0;
  #isOver = false;

  constructor(dir: string, onChange: (change: string) => void = () => undefined) {
    this.#input = join(dir, 'in.txt');
    this.#output = join(dir, 'out.txt');
    this.#onChange = onChange;
  }

  async film(misbehaviour: Misbehaviour): Promise<Film> {
    appendFileSync(this.#input, '');
    const file = { topic: 'lines', file: this.#input };
    await this.#put('source', { 'connector.class': 'FileStreamSource', ...file });
    await this.#put('sink', { 'connector.class': 'FileStreamSink', topics: 'lines', file: this.#output });
    const running = [this.#write(), this.#probe(), this.#watchPipe()];
    await this.#until(() => this.#moved() > 0);
    await clock.sleep(CALM_MS);
    const restBefore = this.#takeLatency();
    this.#longestStall = 0;
    await this.#misbehave(misbehaviour);
    await clock.sleep(AFTERWARDS_MS);
    const restMeanwhile = this.#takeLatency();
    const longestStall = this.#longestStall;
    this.stop();
    await Promise.all(running);
    await this.#until(() => this.#moved() === statSync(this.#input).size);
    return {
      ...{
        changes: this.#changes,
        failed: [...this.#failed],
        restBefore,
        restMeanwhile,
        linesMoved: this.#lines,
      },
      ...{ isComplete: readFileSync(this.#input).equals(readFileSync(this.#output)), longestStall },
    };
  }

  stop(): void {
    this.#isOver = true;
  }

  async #misbehave(misbehaviour: Misbehaviour): Promise<void> {
    const isStubborn = misbehaviour === 'never-stops';
    const behaviour = isStubborn ? 'hang' : misbehaviour;
    await this.#put('bad', { 'connector.class': 'test.BehavingConnector', behaviour });
    if (!isStubborn) return this.#until(() => this.#states.get('bad/0') === 'FAILED');
    await this.#until(() => this.#states.get('bad/0') === 'RUNNING');
    this.#tell('PUT /connectors/bad/stop');
    await (await fetch(`${this.url}/connectors/bad/stop`, { method: 'PUT' })).arrayBuffer();
    await this.#until(() => this.#states.get('bad') === 'STOPPED' && !this.#states.has('bad/0'));
  }

  async #write(): Promise<void> {
    while (!this.#isOver) {
      appendFileSync(this.#input, `line ${this.#lines}\n`);
      this.#lines += 1;
      await clock.sleep(LINE_MS);
    }
  }

  async #probe(): Promise<void> {
    while (!this.#isOver) {
      const from = clock.monotonic();
      const answer = await fetch(`${this.url}/connectors?expand=status`);
      const body = (await answer.json()) as Record<string, { status: Status }>;
      this.#latencies.push(clock.monotonic() - from);
      this.#compare(body);
      await clock.sleep(PROBE_MS);
    }
  }

  #compare(body: Readonly<Record<string, { status: Status }>>): void {
    const now = new Map<string, string>();
    for (const [name, { status }] of Object.entries(body)) {
      now.set(name, status.connector.state);
      for (const { id, state } of status.tasks) now.set(`${name}/${id}`, state);
    }
    for (const key of new Set([...this.#states.keys(), ...now.keys()])) {
      const state = now.get(key);
      if (state === this.#states.get(key)) continue;
      this.#tell(`${key} ${state ?? 'gone'}`);
      if (state === 'FAILED') this.#failed.add(key);
      if (state === undefined) this.#states.delete(key);
      else this.#states.set(key, state);
    }
  }

  async #watchPipe(): Promise<void> {
    let [size, since] = [0, clock.monotonic()];
    while (!this.#isOver) {
      const now = clock.monotonic();
      if (this.#moved() > size) [size, since] = [this.#moved(), now];
      this.#longestStall = Math.max(this.#longestStall, now - since);
      await clock.sleep(PROBE_MS);
    }
  }

  #moved(): number {
    return statSync(this.#output, { throwIfNoEntry: false })?.size ?? 0;
  }

  #takeLatency(): Latency {
    const sorted = this.#latencies.sort((a, b) => a - b);
    this.#latencies = [];
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { p50: at(0.5), p99: at(0.99) };
  }

  #tell(what: string): void {
    const change = `${((clock.monotonic() - this.#startedAt) / 1000).toFixed(2)} s  ${what}`;
    this.#changes.push(change);
    this.#onChange(change);
  }

  async #put(name: string, config: Record<string, string>): Promise<void> {
    const answer = await fetch(`${this.url}/connectors/${name}/config`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(config),
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }

  async #until(isSo: () => boolean): Promise<void> {
    const endAt = clock.monotonic() + LIMIT_MS;
    while (!isSo()) {
      if (clock.monotonic() > endAt) throw new Error(`It did not come to that:\n${this.#changes.join('\n')}`);
      await clock.sleep(PROBE_MS);
    }
  }
}
