import { type Clock, systemClock } from '../../../base/clock.ts';
import type { Config, SourceTask, SourceTaskContext } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { SourceMap, SourceRecord } from '../../api/record.ts';
import type { Schema } from '../../api/schema.ts';
import { DATAGEN_OPTIONS, TASK_OPTION } from './options.ts';
import { Random } from './random.ts';
import { TEMPLATES, type Template } from './templates.ts';

/** Member of the source offset: how many records were made. */
export const COUNT_FIELD = 'records';
/** Member of the source partition. */
export const TASK_FIELD = 'task';

const MAX_BATCH = 1000;
const LONGEST_WAIT_MS = 1000;

/**
 * Makes records at a steady rate.
 *
 * Invariant: record n of a task depends on seed, task and n alone but for its time, so a task that goes on from its
 * offset makes what one that never stopped would have made. Ends quietly after `iterations` records.
 */
export class DatagenSourceTask implements SourceTask {
  readonly #clock: Clock;
  #template: Template | undefined;
  #keySchema: Schema | null = null;
  #partition: SourceMap = {};
  #topic = '';
  #seed = 0;
  #task = 0;
  #intervalMs = 0;
  #last = Number.POSITIVE_INFINITY;
  #made = 0;
  #dueAt = 0;
  #stopped = new AbortController().signal;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  async start(config: Config, context: SourceTaskContext): Promise<void> {
    const options = DATAGEN_OPTIONS.parse(new Map(Object.entries(config)));
    this.#template = TEMPLATES[String(options.get('quickstart'))];
    const keyField = this.#template?.keyField;
    this.#keySchema = this.#template?.schema.fields?.find(({ name }) => name === keyField)?.schema ?? null;
    this.#topic = String(options.get('topic'));
    this.#seed = Number(options.get('seed'));
    this.#intervalMs = Number(options.get('max.interval.ms'));
    const iterations = Number(options.get('iterations'));
    this.#last = iterations < 0 ? Number.POSITIVE_INFINITY : iterations;
    this.#task = Number(config[TASK_OPTION] ?? 0);
    this.#stopped = context.stopped;
    this.#partition = { [TASK_FIELD]: this.#task };
    const [offset] = await context.offsets([this.#partition]);
    this.#made = readCount(offset);
    this.#dueAt = this.#clock.monotonic();
  }

  async poll(): Promise<SourceRecord[] | null> {
    if (this.#made >= this.#last) return this.#wait(LONGEST_WAIT_MS);
    const late = this.#clock.monotonic() - this.#dueAt;
    if (late < 0) return this.#wait(Math.min(-late, LONGEST_WAIT_MS));
    const due = this.#intervalMs === 0 ? MAX_BATCH : 1 + Math.floor(late / this.#intervalMs);
    const count = Math.min(due, MAX_BATCH, this.#last - this.#made);
    // What could not be made in time is not made up for: the rate is a most, as the option says.
    this.#dueAt = Math.max(
      this.#dueAt + count * this.#intervalMs,
      this.#clock.monotonic() - this.#intervalMs,
    );
    return Array.from({ length: count }, () => this.#make());
  }

  async #wait(ms: number): Promise<null> {
    await this.#clock.sleep(ms, this.#stopped).catch(() => undefined);
    return null;
  }

  #make(): SourceRecord {
    if (!this.#template) throw new ConnectException('The task has not been started');
    const { schema, keyField, make } = this.#template;
    const at = this.#clock.now();
    const value = make(new Random(this.#seed, this.#task, this.#made), this.#made, at);
    this.#made += 1;
    return {
      sourcePartition: this.#partition,
      sourceOffset: { [COUNT_FIELD]: this.#made },
      topic: this.#topic,
      keySchema: this.#keySchema,
      key: value.get(keyField),
      valueSchema: schema,
      value,
      timestamp: at,
    };
  }
}

function readCount(offset: SourceMap | null | undefined): number {
  const count = offset?.[COUNT_FIELD] ?? 0;
  if (!Number.isSafeInteger(count) || Number(count) < 0) {
    throw new ConnectException(`Offset ${COUNT_FIELD} is the incorrect type: ${String(count)}`);
  }
  return Number(count);
}
