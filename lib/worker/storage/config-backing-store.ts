import type { Logger } from '../../base/logger.ts';
import type { TaskId } from '../../connect/names.ts';
import { TARGET_STATES, type TargetState } from '../../connect/state.ts';
import { ConnectException } from '../api/exceptions.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type { CompactedTopicPort, OffsetEntry } from '../kafka/ports.ts';
import { parseRecord } from './parse-record.ts';

/** A stored config: option to value; null-prototype, so every key is safe; a value may be null. */
export type StoredConfig = Readonly<Record<string, string | null>>;

/** The topic of configs, task configs and target states. */
const CONFIG_TOPIC = 'connect-configs';
/** Source: kafka `DistributedHerder#writeToConfigTopicAsLeader`. */
const WRITE_FAILED =
  'Failed to write to config topic; this may be due to a transient error and the request can be safely retried';

/**
 * Keeps connector configs, task configs and target states in the config topic, and reads them from memory.
 *
 * Shape: keys and values are Kafka's (`connector-X`, `task-X-0`, `commit-X`, `target-state-X`), so that a Connect cluster
 * could go on from them. A connector whose `commit` record names a task config that is missing has no task configs.
 * Reads see a write once its promise resolved. Errors: ConnectException when the log cannot be written; nothing has
 * changed then. Source: kafka 4.x `KafkaConfigBackingStore`.
 */
export class ConfigBackingStore {
  readonly #topic: CompactedTopicPort;
  readonly #configs = new Map<string, StoredConfig>();
  readonly #tasks = new Map<string, readonly StoredConfig[]>();
  readonly #targets = new Map<string, TargetState>();

  constructor(topic: CompactedTopicPort, log: Logger) {
    this.#topic = topic;
    this.#load(log);
  }

  names(): string[] {
    return [...this.#configs.keys()];
  }

  has(name: string): boolean {
    return this.#configs.has(name);
  }

  config(name: string): StoredConfig | undefined {
    return this.#configs.get(name);
  }

  /** Empty while there are none: not generated yet, or stopped. */
  taskConfigs(name: string): readonly StoredConfig[] {
    return this.#tasks.get(name) ?? [];
  }

  taskIds(name: string): TaskId[] {
    return this.taskConfigs(name).map((_, task) => ({ connector: name, task }));
  }

  target(name: string): TargetState {
    return this.#targets.get(name) ?? 'STARTED';
  }

  /** Stores a config, with its first target state when one is given. */
  async putConfig(name: string, config: StoredConfig, target?: TargetState): Promise<void> {
    const entries: OffsetEntry[] = [];
    if (target) entries.push(targetEntry(name, target));
    entries.push({ key: `connector-${name}`, value: JSON.stringify({ properties: config }) });
    await this.#put(entries);
    if (target) this.#targets.set(name, target);
    this.#configs.set(name, config);
  }

  async putTaskConfigs(name: string, configs: readonly StoredConfig[]): Promise<void> {
    await this.#put(taskEntries(name, configs));
    this.#tasks.set(name, configs);
  }

  /** Stores a target state; a stopped connector has no task configs any more. */
  async putTarget(name: string, target: TargetState): Promise<void> {
    const isStopped = target === 'STOPPED';
    await this.#put([...(isStopped ? taskEntries(name, []) : []), targetEntry(name, target)]);
    if (isStopped) this.#tasks.set(name, []);
    this.#targets.set(name, target);
  }

  /** Forgets a connector: config, target state and task configs. */
  async remove(name: string): Promise<void> {
    const tasks = this.taskConfigs(name).map((_, task) => `task-${name}-${task}`);
    const keys = [`connector-${name}`, `target-state-${name}`, `commit-${name}`, ...tasks];
    await this.#put(keys.map((key) => ({ key, value: null })));
    this.#configs.delete(name);
    this.#targets.delete(name);
    this.#tasks.delete(name);
  }

  async #put(entries: readonly OffsetEntry[]): Promise<void> {
    try {
      await this.#topic.putKeyed(CONFIG_TOPIC, entries);
    } catch (cause) {
      if (!(cause instanceof KafkaStorageException)) throw cause;
      throw new ConnectException(`${WRITE_FAILED}: ${cause.message}`, { cause });
    }
  }

  #load(log: Logger): void {
    const records = new Map<string, Record<string, unknown>>();
    for (const [key, text] of this.#topic.keyed(CONFIG_TOPIC)) {
      try {
        records.set(key, parseRecord(text));
      } catch (error) {
        log.error('A record of the config topic cannot be read and is ignored', { key, error });
      }
    }
    for (const [key, value] of records) this.#apply(key, value, log);
    for (const [key, value] of records) {
      if (key.startsWith('commit-')) this.#applyCommit(key.slice('commit-'.length), value, records, log);
    }
  }

  #apply(key: string, value: Record<string, unknown>, log: Logger): void {
    if (key.startsWith('connector-')) {
      const config = readProperties(value);
      if (config) this.#configs.set(key.slice('connector-'.length), config);
      else log.error('A connector config cannot be read and is ignored', { key });
    } else if (key.startsWith('target-state-')) {
      const state = TARGET_STATES.find((known) => known === (value['state.v2'] ?? value.state));
      if (state) this.#targets.set(key.slice('target-state-'.length), state);
      else log.error('A target state cannot be read and is ignored', { key });
    }
  }

  #applyCommit(
    name: string,
    value: Record<string, unknown>,
    records: ReadonlyMap<string, Record<string, unknown>>,
    log: Logger,
  ): void {
    const count = Number(value.tasks);
    if (!Number.isInteger(count) || count < 0 || !this.#configs.has(name)) return;
    const complete: StoredConfig[] = [];
    while (complete.length < count) {
      const config = readProperties(records.get(`task-${name}-${complete.length}`));
      if (!config) break;
      complete.push(config);
    }
    if (complete.length === count) this.#tasks.set(name, complete);
    else
      log.error('The task configs of a connector are incomplete and will be generated again', {
        connector: name,
      });
  }
}

function targetEntry(name: string, target: TargetState): OffsetEntry {
  const value = { state: target === 'STOPPED' ? 'PAUSED' : target, 'state.v2': target };
  return { key: `target-state-${name}`, value: JSON.stringify(value) };
}

function taskEntries(name: string, configs: readonly StoredConfig[]): OffsetEntry[] {
  const tasks = configs.map((config, task) => ({
    key: `task-${name}-${task}`,
    value: JSON.stringify({ properties: config }),
  }));
  return [...tasks, { key: `commit-${name}`, value: JSON.stringify({ tasks: configs.length }) }];
}

function readProperties(value: Record<string, unknown> | undefined): StoredConfig | undefined {
  const properties = value?.properties;
  if (typeof properties !== 'object' || properties === null) return undefined;
  const config: Record<string, string | null> = Object.create(null);
  for (const [key, text] of Object.entries(properties)) config[key] = text === null ? null : String(text);
  return config;
}
