import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { formatTaskId, type TaskId } from '../../connect/names.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type { CompactedTopicPort } from '../kafka/ports.ts';
import { parseRecord } from './parse-record.ts';

/** A stored status. Shape: `trace` only with FAILED and RESTARTING; `version` null when the plugin has none. */
export interface Status {
  readonly state: string;
  readonly trace: string | null;
  readonly worker_id: string;
  readonly generation: number;
  readonly version: string | null;
}

const STATUS_TOPIC = 'connect-status';
const RETRY_MS = 1_000;

/**
 * Keeps statuses and active topics in the status topic, and reads them from memory.
 *
 * A write is seen at once and is stored after it, the newest of each key; while the log cannot be written it is tried
 * again each second. Shape: keys are Kafka's
 * (`status-connector-X`, `status-task-X-0`, `status-topic-T:connector-X`). Source: kafka 4.x `KafkaStatusBackingStore`; KIP-558.
 */
export class StatusBackingStore {
  readonly #topic: CompactedTopicPort;
  readonly #log: Logger;
  readonly #connectors = new Map<string, Status>();
  readonly #tasks = new Map<string, Map<number, Status>>();
  readonly #topics = new Map<string, Set<string>>();
  readonly #clock: Clock;
  /** What is to be stored, by key; null removes. */
  readonly #unstored = new Map<string, object | null>();
  #storing: Promise<void> | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(topic: CompactedTopicPort, log: Logger, clock: Clock) {
    this.#topic = topic;
    this.#log = log;
    this.#clock = clock;
    for (const [key, text] of topic.keyed(STATUS_TOPIC)) this.#load(key, text);
  }

  /** Every connector that has a status, or a task with one. */
  names(): string[] {
    return [...new Set([...this.#connectors.keys(), ...this.#tasks.keys()])];
  }

  connector(name: string): Status | undefined {
    return this.#connectors.get(name);
  }

  /** Task number and status, by number. */
  tasks(name: string): [number, Status][] {
    return [...(this.#tasks.get(name) ?? [])].sort(([a], [b]) => a - b);
  }

  task(id: TaskId): Status | undefined {
    return this.#tasks.get(id.connector)?.get(id.task);
  }

  putConnector(name: string, status: Status | null): void {
    if (status) this.#connectors.set(name, status);
    else this.#connectors.delete(name);
    this.#write(`status-connector-${name}`, status);
  }

  putTask(id: TaskId, status: Status | null): void {
    const tasks = this.#tasks.get(id.connector) ?? new Map<number, Status>();
    if (status) tasks.set(id.task, status);
    else tasks.delete(id.task);
    this.#tasks.set(id.connector, tasks);
    if (tasks.size === 0) this.#tasks.delete(id.connector);
    this.#write(`status-task-${formatTaskId(id)}`, status);
  }

  /** Topics the connector has used since they were last reset. */
  topics(name: string): string[] {
    return [...(this.#topics.get(name) ?? [])];
  }

  addTopic(id: TaskId, topic: string, now: number): void {
    const topics = this.#topics.get(id.connector) ?? new Set<string>();
    if (topics.has(topic)) return;
    this.#topics.set(id.connector, topics.add(topic));
    const value = { topic: { name: topic, connector: id.connector, task: id.task, discoverTimestamp: now } };
    this.#write(topicKey(id.connector, topic), value);
  }

  resetTopics(name: string): void {
    for (const topic of this.topics(name)) this.#write(topicKey(name, topic), null);
    this.#topics.delete(name);
  }

  /** Resolves when everything put so far is stored, or cannot be now. */
  async settled(): Promise<void> {
    await this.#storing;
  }

  /** Forgets what could not be stored; after a restart statuses are made anew. */
  close(): void {
    this.#cancelRetry?.();
  }

  #write(key: string, value: object | null): void {
    this.#unstored.delete(key);
    this.#unstored.set(key, value);
    if (!this.#cancelRetry) this.#storing ??= this.#store();
  }

  async #store(): Promise<void> {
    // Whoever writes several at once finds them in one transaction.
    await Promise.resolve();
    while (this.#unstored.size > 0) {
      const taken = [...this.#unstored];
      this.#unstored.clear();
      const entries = taken.map(([key, value]) => ({ key, value: value && JSON.stringify(value) }));
      const error = await this.#topic.putKeyed(STATUS_TOPIC, entries).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      if (error === undefined) continue;
      this.#keep(taken);
      // That the log cannot be written is reported already.
      if (!(error instanceof KafkaStorageException))
        this.#log.error('Statuses could not be stored and are tried again', { error });
      this.#cancelRetry = this.#clock.after(RETRY_MS, () => {
        this.#cancelRetry = undefined;
        this.#storing ??= this.#store();
      });
      break;
    }
    this.#storing = undefined;
  }

  /** Puts back what was not stored, unless something newer came meanwhile. */
  #keep(taken: readonly (readonly [string, object | null])[]): void {
    for (const [key, value] of taken) if (!this.#unstored.has(key)) this.#unstored.set(key, value);
  }

  #load(key: string, text: string): void {
    try {
      // What the worker wrote itself; a record of somebody else's that lacks a field shows it missing.
      const value = parseRecord(text) as unknown as Status & { topic: { name: string; connector: string } };
      if (key.startsWith('status-connector-'))
        this.#connectors.set(key.slice('status-connector-'.length), value);
      else if (key.startsWith('status-task-')) this.#loadTask(key.slice('status-task-'.length), value);
      else if (key.startsWith('status-topic-')) {
        const { connector, name } = value.topic;
        this.#topics.set(connector, (this.#topics.get(connector) ?? new Set()).add(name));
      }
    } catch (error) {
      this.#log.error('A record of the status topic cannot be read and is ignored', { key, error });
    }
  }

  #loadTask(id: string, status: Status): void {
    const at = id.lastIndexOf('-');
    const tasks = this.#tasks.get(id.slice(0, at)) ?? new Map<number, Status>();
    this.#tasks.set(id.slice(0, at), tasks.set(Number(id.slice(at + 1)), status));
  }
}

function topicKey(connector: string, topic: string): string {
  return `status-topic-${topic}:connector-${connector}`;
}
