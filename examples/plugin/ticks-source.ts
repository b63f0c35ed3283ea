import { setTimeout } from 'node:timers/promises';
import {
  atLeast,
  buildFields,
  type Config,
  ConfigDef,
  type Connector,
  nonEmptyString,
  type Schema,
  type SourceRecord,
  type SourceTask,
  type SourceTaskContext,
  Struct,
  TIMESTAMP,
} from 'sluice/connect';

/** One object for all records: converters know a schema by it. */
const TICK: Schema = {
  type: 'STRUCT',
  optional: false,
  name: 'com.example.Tick',
  fields: buildFields([
    { name: 'number', schema: { type: 'INT64', optional: false } },
    { name: 'at', schema: { type: 'INT64', optional: false, name: TIMESTAMP, version: 1 } },
  ]),
};

/** Counts from where it stopped, a record for each tick. */
export class TicksSourceConnector implements Connector {
  #config: Config = {};

  /** What stands here is the form in the console, and what `/config/validate` checks. */
  config(): ConfigDef {
    return new ConfigDef()
      .define({
        ...{ name: 'topic', type: 'STRING', validator: nonEmptyString, importance: 'HIGH', width: 'LONG' },
        documentation: 'Topic the ticks go to.',
      })
      .define({
        ...{
          name: 'interval.ms',
          type: 'INT',
          defaultValue: 1000,
          validator: atLeast(1),
          importance: 'MEDIUM',
        },
        documentation: 'Time between two ticks, in milliseconds.',
      });
  }

  start(config: Config): void {
    this.#config = config;
  }

  /** A clock cannot be split: one task, however many are allowed. */
  taskConfigs(): Config[] {
    return [this.#config];
  }

  /** The number goes into the log together with its offset. */
  exactlyOnceSupport() {
    return 'supported' as const;
  }
}

/** Runs in a thread of its own. */
export class TicksSourceTask implements SourceTask {
  readonly #partition = { clock: 'ticks' };
  #topic = '';
  #intervalMs = 0;
  #next = 0;
  #stopped = new AbortController().signal;

  async start(config: Config, context: SourceTaskContext): Promise<void> {
    this.#topic = config.topic ?? '';
    this.#intervalMs = Number(config['interval.ms'] ?? 1000);
    this.#stopped = context.stopped;
    const [offset] = await context.offsets([this.#partition]);
    this.#next = Number(offset?.number ?? -1) + 1;
  }

  /** Waits no longer than the task shall run. */
  async poll(): Promise<SourceRecord[] | null> {
    await setTimeout(this.#intervalMs, undefined, { signal: this.#stopped }).catch(() => undefined);
    if (this.#stopped.aborted) return null;
    const number = this.#next;
    this.#next += 1;
    return [
      {
        sourcePartition: this.#partition,
        sourceOffset: { number },
        topic: this.#topic,
        valueSchema: TICK,
        value: new Struct(TICK).put('number', number).put('at', new Date()),
      },
    ];
  }
}
