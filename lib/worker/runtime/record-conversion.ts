import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { formatTaskId } from '../../connect/names.ts';
import type { Converter, HeaderConverter } from '../api/converter.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { ConnectHeader, SinkRecord, SourceRecord } from '../api/record.ts';
import type { SchemaAndValue } from '../api/schema.ts';
import type { ConnectRecord } from '../api/transformation.ts';
import type { LogRecord, RecordHeader } from '../kafka/record-batch.ts';
import type { RecordInput } from '../kafka/record-batch-builder.ts';
import { type FailedRecord, hasDeadLetterQueue } from './dead-letter-queue.ts';
import { printSourceRecord } from './print-source-record.ts';
import type { RecordRetries, UNFINISHED } from './record-retries.ts';
import {
  RetryWithToleranceOperator,
  SKIPPED,
  type Stage,
  type StageContext,
} from './retry-with-tolerance-operator.ts';
import type { TaskMetrics } from './task-metrics.ts';
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
export interface OutgoingRecord extends RecordInput {
  readonly topic: string;
  readonly partition: number | null;
}

/** What a source's record and what a transformation made of it have in common. */
type Convertible = Pick<SourceRecord, 'topic' | 'value'> &
  Partial<Pick<ConnectRecord, 'keySchema' | 'key' | 'valueSchema' | 'timestamp' | 'headers'>>;

/** At once, unless a stage is tried again. */
export type MaybeLater<T> = T | Promise<T | typeof UNFINISHED>;

const NO_HEADERS: readonly never[] = [];

/**
 * Takes records through the transformations and between Connect data and the log's bytes, under the task's error
 * tolerance: from a source before they are converted, to a sink afterwards.
 *
 * As it runs for every record, nothing is made for the case of a failure before there is one.
 *
 * Shape: what they answer is a promise while a stage is tried again, which is UNFINISHED when the task stops meanwhile.
 * Errors: those of RetryWithToleranceOperator. Source: kafka 4.3 `AbstractWorkerSourceTask#convertTransformedRecord`,
 * `WorkerSinkTask#convertAndTransformRecord`.
 */
export class RecordConversion {
  readonly #spec: TaskSpec;
  readonly #converters: Pipeline;
  readonly #operator: RetryWithToleranceOperator;
  readonly #retries: RecordRetries;
  readonly #keepsOriginals: boolean;
  /** Told of each record that could not be converted to Connect data; one stage is enough to fail. */
  onFailure: (failed: FailedRecord, context: StageContext, error: unknown) => void = () => undefined;
  #current: FailedRecord | undefined;
  /** Header converters may answer views of it. */
  #memoryWithHeaders: ArrayBufferLike | undefined;
  /** As they were consumed, for the dead letter queue; kept as long as the task keeps the record. */
  readonly #originals = new WeakMap<SinkRecord, FailedRecord>();

  constructor(
    spec: TaskSpec,
    converters: Pipeline,
    deps: { log: Logger; retries: RecordRetries; metrics: TaskMetrics; clock: Clock },
  ) {
    this.#spec = spec;
    this.#converters = converters;
    const { retries, log, metrics, clock } = deps;
    this.#retries = retries;
    this.#keepsOriginals = hasDeadLetterQueue(spec);
    const task = formatTaskId(spec.id);
    this.#operator = new RetryWithToleranceOperator({
      config: spec.connectorConfig,
      ...{ retries, task, log, metrics, clock },
      onFailure: (context, error) => {
        if (this.#current) this.onFailure(this.#current, context, error);
        this.#current = undefined;
      },
    });
  }

  /** Shape: undefined for a record that a transformation dropped or that was skipped. */
  toLog(source: SourceRecord, now: number): MaybeLater<OutgoingRecord | undefined> {
    if (!this.#retries.isOff) return this.#retries.record(() => this.#toLog(source, now));
    try {
      return this.#toLog(source, now);
    } catch (error) {
      return this.#retries.comeBack(error, () => this.#toLog(source, now));
    }
  }

  #toLog(source: SourceRecord, now: number): OutgoingRecord | undefined {
    if (this.#converters.chain.isEmpty)
      return this.#encode(source, source.partition ?? null, { source, now });
    const record = this.#transform(source);
    return record && this.#encode(record, record.kafkaPartition, { source, now });
  }

  #encode(
    record: Convertible,
    partition: number | null,
    { source, now }: { source: SourceRecord; now: number },
  ): OutgoingRecord | undefined {
    const { topic, headers: given } = record;
    const headers = given?.length ? this.#headersToLog(topic, given, source) : NO_HEADERS;
    if (headers === SKIPPED) return undefined;
    const key = this.#keyToLog(record, source);
    if (key === SKIPPED) return undefined;
    const value = this.#valueToLog(record, source);
    if (value === SKIPPED) return undefined;
    return { topic, partition, timestamp: record.timestamp ?? now, key, value, headers };
  }

  #keyToLog({ topic, keySchema, key }: Convertible, source: SourceRecord) {
    const { key: converter } = this.#converters;
    if (!this.#retries.isOff) {
      const work = () => converter.fromConnectData(topic, keySchema ?? null, key ?? null);
      return this.#run(work, 'KEY_CONVERTER', whereIsSource(source));
    }
    try {
      return converter.fromConnectData(topic, keySchema ?? null, key ?? null);
    } catch (cause) {
      return this.#fail(cause, 'KEY_CONVERTER', whereIsSource(source));
    }
  }

  #valueToLog({ topic, valueSchema, value }: Convertible, source: SourceRecord) {
    const { value: converter } = this.#converters;
    if (!this.#retries.isOff) {
      const work = () => converter.fromConnectData(topic, valueSchema ?? null, value);
      return this.#run(work, 'VALUE_CONVERTER', whereIsSource(source));
    }
    try {
      return converter.fromConnectData(topic, valueSchema ?? null, value);
    } catch (cause) {
      return this.#fail(cause, 'VALUE_CONVERTER', whereIsSource(source));
    }
  }

  #transform(source: SourceRecord): ConnectRecord | undefined {
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
    const transformed = this.#converters.chain.apply(record, this.#operator, whereIsSource(source));
    return transformed === null || transformed === SKIPPED ? undefined : transformed;
  }

  /** Shape: undefined for a record that could not be converted, null for one that was and then came to nothing. */
  toConnect(topic: string, partition: number, record: LogRecord): MaybeLater<SinkRecord | null | undefined> {
    if (!this.#retries.isOff)
      return this.#retries.record(() => this.#toConnectKeeping(topic, partition, record));
    try {
      return this.#toConnectKeeping(topic, partition, record);
    } catch (error) {
      return this.#retries.comeBack(error, () => this.#toConnectKeeping(topic, partition, record));
    }
  }

  #toConnectKeeping(topic: string, partition: number, record: LogRecord): SinkRecord | null | undefined {
    const converted = this.#toConnect(topic, partition, record);
    if (converted && this.#keepsOriginals) this.#originals.set(converted, { topic, partition, record });
    return converted;
  }

  /** Whether what was made of the records of a batch may still refer to its bytes. */
  keepsBytes(batch: Uint8Array): boolean {
    const { key, value } = this.#converters;
    const isCopied = key.fromRange !== undefined && value.fromRange !== undefined && !this.#keepsOriginals;
    return !isCopied || batch.buffer === this.#memoryWithHeaders;
  }

  /** Takes up a record that the task could not write. Errors: ConnectException when that is not tolerated. */
  reportErrant(record: SinkRecord, error: unknown): void {
    const { originalTopic, originalKafkaPartition, originalKafkaOffset, timestamp } = record;
    this.#current = this.#originals.get(record);
    if (this.#keepsOriginals && !this.#current) {
      throw new ConnectException('The record reported as failed is none of those given to put', {
        cause: error,
      });
    }
    const at = { offset: originalKafkaOffset, timestamp };
    const where = whereIsConsumed({ topic: originalTopic, partition: originalKafkaPartition, record: at });
    this.#operator.fail(error, {
      stage: 'TASK_PUT',
      className: 'org.apache.kafka.connect.sink.SinkTask',
      where,
    });
  }

  /** Takes up what the task could not make a record. Errors: ConnectException when that is not tolerated. */
  reportUnreadable(where: string, error: Error): void {
    this.#operator.fail(error, {
      stage: 'TASK_POLL',
      className: 'org.apache.kafka.connect.source.SourceTask',
      where: () => where,
    });
  }

  #toConnect(topic: string, partition: number, record: LogRecord): SinkRecord | null | undefined {
    const key = this.#keyToConnect(topic, partition, record);
    if (key === SKIPPED) return undefined;
    const value = this.#valueToConnect(topic, partition, record);
    if (value === SKIPPED) return undefined;
    if (record.headers.length > 0) this.#memoryWithHeaders = record.batch.buffer;
    const headers = record.headers.length ? this.#headersToConnect(topic, partition, record) : NO_HEADERS;
    if (headers === SKIPPED) return undefined;
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
    if (this.#converters.chain.isEmpty) return original;
    this.#current = { topic, partition, record };
    return this.#transformForSink(original, whereIsConsumed(this.#current));
  }

  #keyToConnect(topic: string, partition: number, record: LogRecord) {
    if (!this.#retries.isOff) {
      const work = () => this.#readKey(topic, record);
      return this.#runForSink(work, 'KEY_CONVERTER', { topic, partition, record });
    }
    try {
      return this.#readKey(topic, record);
    } catch (cause) {
      return this.#failForSink(cause, 'KEY_CONVERTER', { topic, partition, record });
    }
  }

  #valueToConnect(topic: string, partition: number, record: LogRecord) {
    if (!this.#retries.isOff) {
      const work = () => this.#readValue(topic, record);
      return this.#runForSink(work, 'VALUE_CONVERTER', { topic, partition, record });
    }
    try {
      return this.#readValue(topic, record);
    } catch (cause) {
      return this.#failForSink(cause, 'VALUE_CONVERTER', { topic, partition, record });
    }
  }

  #readKey(topic: string, record: LogRecord): SchemaAndValue {
    const { key: converter } = this.#converters;
    return converter.fromRange
      ? converter.fromRange(topic, record.batch, record.keyStart, record.keyEnd)
      : converter.toConnectData(topic, record.key);
  }

  #readValue(topic: string, record: LogRecord): SchemaAndValue {
    const { value: converter } = this.#converters;
    return converter.fromRange
      ? converter.fromRange(topic, record.batch, record.valueStart, record.valueEnd)
      : converter.toConnectData(topic, record.value);
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

  #headersToLog(topic: string, headers: readonly ConnectHeader[], source: SourceRecord) {
    const { header: converter } = this.#converters;
    const work = () =>
      headers.map((header): RecordHeader => {
        return { key: header.key, value: converter.fromConnectHeader(topic, header.key, header) };
      });
    return this.#run(work, 'HEADER_CONVERTER', whereIsSource(source));
  }

  #headersToConnect(topic: string, partition: number, record: LogRecord) {
    const { header: converter } = this.#converters;
    const work = () =>
      record.headers.map((header): ConnectHeader => {
        const data = converter.toConnectHeader(topic, header.key, header.value);
        return { key: header.key, schema: data.schema, value: data.value };
      });
    return this.#runForSink(work, 'HEADER_CONVERTER', { topic, partition, record });
  }

  #run<T>(work: () => T, stage: Stage, where: () => string): T | typeof SKIPPED {
    return this.#operator.run(work, { stage, where, className: this.#classOf(stage) });
  }

  #runForSink<T>(work: () => T, stage: Stage, at: FailedRecord): T | typeof SKIPPED {
    this.#current = at;
    return this.#run(work, stage, whereIsConsumed(at));
  }

  #fail(cause: unknown, stage: Stage, where: () => string): typeof SKIPPED {
    this.#operator.fail(cause, { stage, where, className: this.#classOf(stage) });
    return SKIPPED;
  }

  #failForSink(cause: unknown, stage: Stage, at: FailedRecord): typeof SKIPPED {
    this.#current = at;
    return this.#fail(cause, stage, whereIsConsumed(at));
  }

  #classOf(stage: Stage): string {
    if (stage === 'KEY_CONVERTER') return this.#spec.keyConverter.className;
    if (stage === 'VALUE_CONVERTER') return this.#spec.valueConverter.className;
    return this.#spec.headerConverter.className;
  }
}

function whereIsSource(source: SourceRecord): () => string {
  return () => `source record is = ${printSourceRecord(source)}`;
}

function whereIsConsumed(at: {
  topic: string;
  partition: number;
  record: Pick<LogRecord, 'offset' | 'timestamp'>;
}): () => string {
  const { topic, partition, record } = at;
  return () =>
    `consumed record is {topic='${topic}', partition=${partition}, offset=${record.offset}, timestamp=${record.timestamp}, timestampType=CreateTime}`;
}
