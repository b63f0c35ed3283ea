import { type Clock, systemClock } from '../../../base/clock.ts';
import { ConfigDef } from '../../api/config-def.ts';
import type { Config, SinkTask, TopicPartitionOffset } from '../../api/connector.ts';
import type { SinkPlugin } from '../../api/plugin.ts';
import type { SinkRecord } from '../../api/record.ts';
import { formatLine, type PrintLine, printToStdout } from './print-line.ts';
import { TASK_OPTION, VerifiableConnector } from './verifiable-connector.ts';

type Line = Readonly<Record<string, unknown>>;

/**
 * Prints each record as a line of JSON when it comes, and again when its partition is flushed.
 *
 * Source: kafka 4.x `VerifiableSinkTask`.
 */
export class VerifiableSinkTask implements SinkTask {
  readonly #clock: Clock;
  readonly #print: PrintLine;
  readonly #unflushed = new Map<string, Line[]>();
  #name = '';
  #id = 0;

  constructor(clock: Clock = systemClock, print: PrintLine = printToStdout) {
    this.#clock = clock;
    this.#print = print;
  }

  start(config: Config): void {
    this.#name = config.name ?? '';
    this.#id = Number(config[TASK_OPTION] ?? 0);
  }

  async put(records: readonly SinkRecord[]): Promise<void> {
    const now = this.#clock.now();
    for (const record of records) {
      const line = {
        name: this.#name,
        // The number of the source's task is the key of its records.
        task: record.key,
        sinkTask: this.#id,
        topic: record.topic,
        time_ms: now,
        seqno: record.value,
        offset: record.kafkaOffset,
      };
      await this.#print(formatLine(line));
      const key = partitionOf(record.originalTopic, record.originalKafkaPartition);
      const lines = this.#unflushed.get(key);
      if (lines) lines.push(line);
      else this.#unflushed.set(key, [line]);
    }
  }

  async flush(offsets: readonly TopicPartitionOffset[]): Promise<void> {
    const now = this.#clock.now();
    for (const { topic, partition } of offsets) {
      const key = partitionOf(topic, partition);
      const lines = this.#unflushed.get(key) ?? [];
      this.#unflushed.delete(key);
      for (const line of lines) await this.#print(formatLine({ ...line, time_ms: now, flushed: true }));
    }
  }
}

function partitionOf(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

/** `VerifiableSinkConnector` as a plugin. */
export const verifiableSink: SinkPlugin = {
  type: 'sink',
  className: 'org.apache.kafka.connect.tools.VerifiableSinkConnector',
  taskClassName: 'org.apache.kafka.connect.tools.VerifiableSinkTask',
  version: '4.3.1',
  createConnector: () => new VerifiableConnector(new ConfigDef()),
  createTask: () => new VerifiableSinkTask(),
};
