import { ConnectException } from '../api/exceptions.ts';
import type { ProducerPort } from '../kafka/ports.ts';
import type { LogRecord, RecordHeader } from '../kafka/record-batch.ts';
import type { RecordInput } from '../kafka/record-batch-builder.ts';
import { choosePartition } from './partitioner.ts';
import { RecordCollector } from './record-collector.ts';
import { Redaction } from './redaction.ts';
import type { StageContext } from './retry-with-tolerance-operator.ts';
import type { TaskMetrics } from './task-metrics.ts';
import type { TaskSpec } from './thread-protocol.ts';
import { describeThrown, formatTrace } from './trace.ts';

/** A record that failed, as it was consumed. */
export interface FailedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly record: LogRecord;
}

const TOPIC = 'errors.deadletterqueue.topic.name';
const CONTEXT_HEADERS = 'errors.deadletterqueue.context.headers.enable';

/** Says whether a sink's config names a dead letter queue. */
export function hasDeadLetterQueue({ type, connectorConfig }: TaskSpec): boolean {
  return type === 'sink' && (connectorConfig[TOPIC]?.trim() ?? '') !== '';
}

/**
 * Keeps records that failed in a topic of their own: key, value, headers and timestamp as they came.
 *
 * Invariant: the task flushes it before it goes on, so no offset is committed before its dead letters are written.
 * Source: kafka 4.x `DeadLetterQueueReporter`; KIP-298.
 */
export class DeadLetterQueue {
  readonly #topic: string;
  readonly #hasContext: boolean;
  readonly #spec: TaskSpec;
  readonly #redaction: Redaction;
  readonly #ports: ProducerPort;
  readonly #metrics: TaskMetrics;
  readonly #collector = new RecordCollector();
  readonly #waiting: RecordInput[] = [];
  #partitions = 1;

  private constructor(
    spec: TaskSpec,
    { ports, metrics }: { ports: ProducerPort; metrics: TaskMetrics },
    topic: string,
  ) {
    this.#metrics = metrics;
    this.#spec = spec;
    this.#redaction = new Redaction(spec.replacements);
    this.#ports = ports;
    this.#topic = topic;
    this.#hasContext = spec.connectorConfig[CONTEXT_HEADERS]?.trim().toLowerCase() === 'true';
  }

  /** Opens the queue a sink's config names; undefined when it names none. Errors: ConnectException when it cannot be made. */
  static async open(
    spec: TaskSpec,
    ports: ProducerPort,
    metrics: TaskMetrics,
  ): Promise<DeadLetterQueue | undefined> {
    const topic = spec.connectorConfig[TOPIC]?.trim() ?? '';
    if (topic === '') return undefined;
    const queue = new DeadLetterQueue(spec, { ports, metrics }, topic);
    try {
      queue.#partitions = await ports.partitionsFor(topic);
    } catch (cause) {
      throw new ConnectException(`Could not initialize dead letter queue with topic=${topic}`, { cause });
    }
    return queue;
  }

  /** Takes a record up, to be written by the next `flush`. */
  add(failed: FailedRecord, context: StageContext, error: unknown): void {
    const { timestamp, key, value, headers } = failed.record;
    const all = this.#hasContext ? [...headers, ...this.#contextHeaders(failed, context, error)] : headers;
    this.#waiting.push({ timestamp, key, value, headers: all });
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Writes what was taken up, in as many transactions as it takes. */
  async flush(): Promise<void> {
    this.#metrics.add('deadletterqueue-produce-requests', this.#waiting.length);
    for (const record of this.#waiting.splice(0)) {
      this.#collector.add(this.#topic, choosePartition(null, record.key, this.#partitions), record);
      if (this.#collector.fullBatches > 0) await this.#send();
    }
    await this.#send();
  }

  async #send(): Promise<void> {
    const batches = this.#collector.take();
    if (batches.length === 0) return;
    try {
      await this.#ports.send(batches, []);
    } catch (error) {
      this.#metrics.add('deadletterqueue-produce-failures', batches.length);
      throw error;
    }
  }

  #contextHeaders(failed: FailedRecord, context: StageContext, error: unknown): RecordHeader[] {
    const { connector, task } = this.#spec.id;
    const values: Record<string, string | null> = {
      topic: failed.topic,
      partition: String(failed.partition),
      offset: String(failed.record.offset),
      'connector.name': connector,
      'task.id': String(task),
      stage: context.stage,
      'class.name': context.className,
      'exception.class.name': describeThrown(error).split(':')[0] ?? null,
      'exception.message': error instanceof Error ? this.#redaction.text(error.message) : null,
      'exception.stacktrace': this.#redaction.text(formatTrace(error)),
    };
    return Object.entries(values).map(([name, text]) => ({
      key: `__connect.errors.${name}`,
      value: text === null ? null : Buffer.from(text),
    }));
  }
}
