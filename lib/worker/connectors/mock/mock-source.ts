import { type Clock, systemClock } from '../../../base/clock.ts';
import { ConfigDef } from '../../api/config-def.ts';
import { atLeast } from '../../api/config-validators.ts';
import type { Config, SourceTask, SourceTaskContext } from '../../api/connector.ts';
import type { SourcePlugin } from '../../api/plugin.ts';
import type { SourceRecord } from '../../api/record.ts';
import { STRING_SCHEMA } from '../../api/schema.ts';
import { MockConnector } from './mock-connector.ts';
import { defineFaults, type Faults, readFaults } from './options.ts';

const OPTIONS = defineFaults(
  new ConfigDef()
    .define({
      name: 'topic',
      type: 'STRING',
      defaultValue: null,
      importance: 'MEDIUM',
      documentation: 'Topic for numbered records; without one the task makes none.',
      displayName: 'Topic',
    })
    .define({
      name: 'interval_ms',
      type: 'LONG',
      defaultValue: '1000',
      validator: atLeast(1),
      importance: 'LOW',
      documentation: 'Pause between two records, in milliseconds.',
      displayName: 'Interval',
    }),
);
const PARTITION = { mock: 'source' };
const LONGEST_WAIT_MS = 500;

/** Makes numbered records, if it has a topic, until it fails as told. Source: kafka `MockSourceTask`. */
export class MockSourceTask implements SourceTask {
  readonly #clock: Clock;
  readonly #random: () => number;
  #faults: Faults | undefined;
  #stopped = new AbortController().signal;
  #topic: string | undefined;
  #intervalMs = 0;
  #startedAt = 0;
  #dueAt = 0;
  #number = 0;
  #since = 0;

  constructor(clock: Clock = systemClock, random: () => number = Math.random) {
    this.#clock = clock;
    this.#random = random;
  }

  async start(config: Config, context: SourceTaskContext): Promise<void> {
    this.#faults = readFaults(OPTIONS, config);
    if (this.#faults.mode === 'start-failure') this.#faults.fail();
    this.#topic = config.topic;
    this.#intervalMs = Number(config.interval_ms ?? 1000);
    this.#stopped = context.stopped;
    const [offset] = await context.offsets([PARTITION]);
    this.#number = Number(offset?.number ?? 0);
    this.#startedAt = this.#clock.monotonic();
    this.#dueAt = this.#startedAt;
  }

  async poll(): Promise<SourceRecord[] | null> {
    this.#failIfDue();
    const wait = this.#dueAt - this.#clock.monotonic();
    if (this.#topic === undefined || wait > 0) {
      const ms = this.#topic === undefined ? LONGEST_WAIT_MS : Math.min(wait, LONGEST_WAIT_MS);
      await this.#clock.sleep(ms, this.#stopped).catch(() => undefined);
      return null;
    }
    this.#dueAt = this.#clock.monotonic() + this.#intervalMs;
    this.#number += 1;
    this.#since += 1;
    return [
      {
        sourcePartition: PARTITION,
        sourceOffset: { number: this.#number },
        topic: this.#topic,
        valueSchema: STRING_SCHEMA,
        value: `record ${this.#number}`,
      },
    ];
  }

  #failIfDue(): void {
    if (!this.#faults) return;
    const { mode, delayMs, afterRecords, probability, fail } = this.#faults;
    if (mode === 'task-failure' && this.#clock.monotonic() - this.#startedAt >= delayMs) fail();
    if (mode === 'record-failure' && this.#since >= afterRecords) fail();
    if (mode === 'random-failure' && this.#random() < probability) fail();
  }
}

/** `MockSourceConnector` as a plugin. */
export const mockSource: SourcePlugin = {
  type: 'source',
  className: 'org.apache.kafka.connect.tools.MockSourceConnector',
  taskClassName: 'org.apache.kafka.connect.tools.MockSourceTask',
  version: '4.3.1',
  createConnector: () => new MockConnector(OPTIONS),
  createTask: () => new MockSourceTask(),
};
