import type { Logger } from '../../base/logger.ts';
import { formatTaskId } from '../../connect/names.ts';
import type { Converter, HeaderConverter } from '../api/converter.ts';
import type { ConnectHeader, SinkRecord, SourceRecord } from '../api/record.ts';
import type { ConnectRecord } from '../api/transformation.ts';
import type { LogRecord, RecordHeader, RecordInput } from '../kafka/record-batch.ts';
import type { FailedRecord } from './dead-letter-queue.ts';
import {
  RetryWithToleranceOperator,
  SKIPPED,
  type Stage,
  type StageContext,
} from './retry-with-tolerance-operator.ts';
import type { TaskSpec } from './thread-protocol.ts';
import type { TransformationChain } from './transformation-chain.ts';

/** What the records of a task go through, configured: three converters, and the transformations. */
export interface Pipeline {
  readonly key: Converter;
  readonly value: Converter;
  readonly header: HeaderConverter;
  readonly chain: TransformationChain;
}

/** A record on its way to the log. Shape: `partition` is null when the key decides. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly partition: number | null;
  readonly input: RecordInput;
}

const NO_HEADERS: readonly never[] = [];

/**
 * Takes records through the transformations and between Connect data and the log's bytes, under the task's error
 * tolerance: from a source before they are converted, to a sink afterwards.
 *
 * Errors: those of RetryWithToleranceOperator. Source: kafka 4.3 `AbstractWorkerSourceTask#convertTransformedRecord`,
 * `WorkerSinkTask#convertAndTransformRecord`.
 */
export class RecordConversion {
  readonly #spec: TaskSpec;
  readonly #converters: Pipeline;
  readonly #operator: RetryWithToleranceOperator;
  /** Told of each record that could not be converted to Connect data; one stage is enough to fail. */
  onFailure: (failed: FailedRecord, context: StageContext, error: unknown) => void = () => undefined;
  #current: FailedRecord | undefined;

  constructor(spec: TaskSpec, converters: Pipeline, log: Logger) {
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

  /** Shape: undefined for a record that a transformation dropped or that was skipped. */
  toLog(source: SourceRecord, now: number): OutgoingRecord | undefined {
    const where = () => `source record is = {topic='${source.topic}'}`;
    const record = this.#transform(source, where);
    if (!record) return undefined;
    const { topic } = record;
    const headers = record.headers.length ? this.#headersToLog(topic, record.headers, where) : NO_HEADERS;
    const key = this.#run('KEY_CONVERTER', where, () =>
      this.#converters.key.fromConnectData(topic, record.keySchema, record.key ?? null),
    );
    const value = this.#run('VALUE_CONVERTER', where, () =>
      this.#converters.value.fromConnectData(topic, record.valueSchema, record.value),
    );
    if (headers === SKIPPED || key === SKIPPED || value === SKIPPED) return undefined;
    const input = { timestamp: record.timestamp ?? now, key, value, headers };
    return { topic, partition: record.kafkaPartition, input };
  }

  #transform(source: SourceRecord, where: () => string): ConnectRecord | undefined {
    const record: ConnectRecord = {
      topic: source.topic,
      kafkaPartition: source.partition ?? null,
      keySchema: source.keySchema ?? null,
      key: source.key ?? null,
      valueSchema: source.valueSchema ?? null,
      value: source.value,
      timestamp: source.timestamp ?? null,
      headers: source.headers ?? NO_HEADERS,
    };
    if (this.#converters.chain.isEmpty) return record;
    const transformed = this.#converters.chain.apply(record, this.#operator, where);
    return transformed === null || transformed === SKIPPED ? undefined : transformed;
  }

  /** Shape: undefined for a record that could not be converted, null for one that was and then came to nothing. */
  toConnect(topic: string, partition: number, record: LogRecord): SinkRecord | null | undefined {
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
    const original: SinkRecord = {
      topic,
      kafkaPartition: partition,
      kafkaOffset: record.offset,
      timestamp: record.timestamp,
      keySchema: key.schema,
      key: key.value,
      valueSchema: value.schema,
      value: value.value,
      headers,
      originalTopic: topic,
      originalKafkaPartition: partition,
      originalKafkaOffset: record.offset,
    };
    return this.#converters.chain.isEmpty ? original : this.#transformForSink(original, where);
  }

  /** Where the record came from stays as it is, whatever a transformation makes of topic and partition. */
  #transformForSink(original: SinkRecord, where: () => string): SinkRecord | null {
    const transformed = this.#converters.chain.apply(original, this.#operator, where);
    if (transformed === null || transformed === SKIPPED) return null;
    return {
      ...transformed,
      kafkaPartition: transformed.kafkaPartition ?? original.kafkaPartition,
      timestamp: transformed.timestamp ?? original.timestamp,
      kafkaOffset: original.kafkaOffset,
      originalTopic: original.originalTopic,
      originalKafkaPartition: original.originalKafkaPartition,
      originalKafkaOffset: original.originalKafkaOffset,
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
