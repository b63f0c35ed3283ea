import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerHandle } from '../../index.ts';
import { call, eventually, newDir, readText, startTestWorker } from '../support.ts';

/** Something a monitorable plugin went through; `hook` says what, the rest belongs to it. */
export interface JournalEntry {
  readonly hook: string;
  readonly task?: number;
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly key?: string | null;
  readonly value?: string | null;
  readonly names?: readonly string[];
}

const SOURCE = 'org.apache.kafka.connect.integration.MonitorableSourceConnector';
const SINK = 'org.apache.kafka.connect.integration.MonitorableSinkConnector';

/**
 * A worker with the monitorable plugins and what a test of Apache's asks of it, by its own names: a connector's
 * starts and stops are counted exactly, for every one is a line of the connector's journal.
 */
export class Monitored {
  readonly dir: string;
  readonly worker: WorkerHandle;

  private constructor(dir: string, worker: WorkerHandle) {
    this.dir = dir;
    this.worker = worker;
  }

  /** Starts a worker that is closed when the test ends; in the same `dir` it goes on where another stopped. */
  static async start(more: Record<string, string> = {}, dir = newDir()): Promise<Monitored> {
    return new Monitored(dir, await startTestWorker(dir, { 'plugin.path': installPlugins(dir), ...more }));
  }

  source(name: string, more: Record<string, string> = {}): Record<string, string> {
    return { 'connector.class': SOURCE, topic: `${name}-topic`, ...this.#common(name), ...more };
  }

  sink(name: string, topics: string, more: Record<string, string> = {}): Record<string, string> {
    return { 'connector.class': SINK, topics, ...this.#common(name), ...more };
  }

  call(method: string, path: string, body?: unknown) {
    return call(this.worker.url, method, path, body);
  }

  put(name: string, config: Record<string, string>) {
    return this.call('PUT', `/connectors/${name}/config`, config);
  }

  restart(name: string, onlyFailed: boolean, includeTasks: boolean) {
    const query = `onlyFailed=${onlyFailed}&includeTasks=${includeTasks}`;
    return this.call('POST', `/connectors/${name}/restart?${query}`);
  }

  /** Creates or changes a connector and waits until it is as said. Shape: `RUNNING`, then one state per task. */
  async has(name: string, config: Record<string, string>, ...states: string[]): Promise<void> {
    const { status, body } = await this.put(name, config);
    if (status > 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    await this.settles(name, ...states);
  }

  /** Waits until connector and tasks are in these states. */
  async settles(name: string, ...states: string[]): Promise<void> {
    await eventually(
      () => this.states(name),
      (now) => now.join() === states.join(),
    );
  }

  async states(name: string): Promise<string[]> {
    const { status, body } = await this.call('GET', `/connectors/${name}/status`);
    if (status !== 200) return [String(status)];
    const { connector, tasks } = body as { connector: { state: string }; tasks: { state: string }[] };
    return [connector.state, ...tasks.map((task) => task.state)];
  }

  /** The trace of the connector, or of a task. */
  async trace(name: string, task?: number): Promise<string> {
    const path = task === undefined ? '/status' : `/tasks/${task}/status`;
    const { body } = await this.call('GET', `/connectors/${name}${path}`);
    const status = body as { trace?: string; connector?: { trace?: string } };
    return status.trace ?? status.connector?.trace ?? '';
  }

  journal(name: string): JournalEntry[] {
    const lines = readText(this.#journalOf(name)).split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line) as JournalEntry);
  }

  /** How often a connector and each of its tasks, by number, went through a hook. */
  count(name: string, hook: string, task?: number): number {
    return this.journal(name).filter(
      (entry) => entry.hook === hook && (task === undefined || entry.task === task),
    ).length;
  }

  /** The records a monitorable sink was given, in their order. */
  received(name: string): JournalEntry[] {
    return this.journal(name).filter(({ hook }) => hook === 'record');
  }

  async receives(name: string, atLeast: number): Promise<JournalEntry[]> {
    return eventually(
      () => this.received(name),
      (records) => records.length >= atLeast,
    );
  }

  async commits(name: string, atLeast = 1): Promise<void> {
    await eventually(
      () => this.count(name, 'task-commit'),
      (commits) => commits >= atLeast,
    );
  }

  async offsets(
    name: string,
  ): Promise<{ partition: Record<string, unknown>; offset: Record<string, unknown> }[]> {
    const { body } = await this.call('GET', `/connectors/${name}/offsets`);
    return (body as { offsets: { partition: Record<string, unknown>; offset: Record<string, unknown> }[] })
      .offsets;
  }

  #journalOf(name: string): string {
    return join(this.dir, `${name}.journal`);
  }

  #common(name: string): Record<string, string> {
    return { name, journal: this.#journalOf(name), 'tasks.max': '1' };
  }
}

function installPlugins(dir: string): string {
  const folder = join(dir, 'plugins');
  mkdirSync(join(folder, 'monitorable'), { recursive: true });
  const source = fileURLToPath(new URL('./monitorable-plugin.js', import.meta.url));
  copyFileSync(source, join(folder, 'monitorable', 'index.mjs'));
  return folder;
}
