import type { Logger } from '../../base/logger.ts';
import { formatTaskId } from '../../connect/names.ts';
import type { Converter, HeaderConverter } from '../api/converter.ts';
import type { ConnectHeader, SinkRecord, SourceRecord } from '../api/record.ts';
import type { LogRecord, RecordHeader, RecordInput } from '../kafka/record-batch.ts';
import type { FailedRecord } from './dead-letter-queue.ts';
import {
  RetryWithToleranceOperator,
  SKIPPED,
  type Stage,
  type StageContext,
} from './retry-with-tolerance-operator.ts';
import type { TaskSpec } from './thread-protocol.ts';

/** The three converters of a task, configured. */
export interface Converters {
  readonly key: Converter;
  readonly value: Converter;
  readonly header: HeaderConverter;
}

const NO_HEADERS: readonly never[] = [];

/**
 * Converts records between Connect data and the log's bytes, under the task's error tolerance.
 *
 * Shape: undefined for a record that was skipped. Errors: those of RetryWithToleranceOperator.
 */
export class RecordConversion {
  readonly #spec: TaskSpec;
  readonly #converters: Converters;
  readonly #operator: RetryWithToleranceOperator;
  /** Told of each record that could not be converted to Connect data; one stage is enough to fail. */
  onFailure: (failed: FailedRecord, context: StageContext, error: unknown) => void = () => undefined;
  #current: FailedRecord | undefined;

  constructor(spec: TaskSpec, converters: Converters, log: Logger) {
    this.#spec = spec;
    this.#converters = converters;
    const task = formatTaskId(spec.id);
    this.#operator = new RetryWithToleranceOperator({
      config: spec.connectorConfig,
      task,
      log,
      onFailure: (context, error) => {
        if (this.#current) this.onFailure(this.#current, context, error);
        this.#current = undefined;
      },
    });
  }

  toLog(record: SourceRecord, now: number): RecordInput | undefined {
    const where = () => `source record is = {topic='${record.topic}'}`;
    const { topic } = record;
    const headers = record.headers?.length ? this.#headersToLog(topic, record.headers, where) : NO_HEADERS;
    const key = this.#run('KEY_CONVERTER', where, () =>
      this.#converters.key.fromConnectData(topic, record.keySchema ?? null, record.key ?? null),
    );
    const value = this.#run('VALUE_CONVERTER', where, () =>
      this.#converters.value.fromConnectData(topic, record.valueSchema ?? null, record.value),
    );
    if (headers === SKIPPED || key === SKIPPED || value === SKIPPED) return undefined;
    return { timestamp: record.timestamp ?? now, key, value, headers };
  }

  toConnect(topic: string, partition: number, record: LogRecord): SinkRecord | undefined {
    this.#current = { topic, partition, record };
    const where = () =>
      `consumed record is {topic='${topic}', partition=${partition}, offset=${record.offset}, timestamp=${record.timestamp}, timestampType=CreateTime}`;
    const key = this.#run('KEY_CONVERTER', where, () =>
      this.#converters.key.toConnectData(topic, record.key),
    );
    const value = this.#run('VALUE_CONVERTER', where, () =>
      this.#converters.value.toConnectData(topic, record.value),
    );
    const headers = record.headers.length ? this.#headersToConnect(topic, record.headers, where) : NO_HEADERS;
    if (headers === SKIPPED || key === SKIPPED || value === SKIPPED) return undefined;
    return {
      topic,
      kafkaPartition: partition,
      kafkaOffset: record.offset,
      timestamp: record.timestamp,
      keySchema: key.schema,
      key: key.value,
      valueSchema: value.schema,
      value: value.value,
      headers,
    };
  }

  #headersToLog(topic: string, headers: readonly ConnectHeader[], where: () => string) {
    return this.#run('HEADER_CONVERTER', where, () =>
      headers.map((header): RecordHeader => {
        return {
          key: header.key,
          value: this.#converters.header.fromConnectHeader(topic, header.key, header),
        };
      }),
    );
  }

  #headersToConnect(topic: string, headers: readonly RecordHeader[], where: () => string) {
    return this.#run('HEADER_CONVERTER', where, () =>
      headers.map((header): ConnectHeader => {
        const data = this.#converters.header.toConnectHeader(topic, header.key, header.value);
        return { key: header.key, schema: data.schema, value: data.value };
      }),
    );
  }

  #run<T>(stage: Stage, where: () => string, work: () => T): T | typeof SKIPPED {
    return this.#operator.run(work, { stage, where, className: this.#classOf(stage) });
  }

  #classOf(stage: Stage): string {
    if (stage === 'KEY_CONVERTER') return this.#spec.keyConverter.className;
    if (stage === 'VALUE_CONVERTER') return this.#spec.valueConverter.className;
    return this.#spec.headerConverter.className;
  }
}
