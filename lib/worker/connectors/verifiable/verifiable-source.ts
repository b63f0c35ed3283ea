import { type Clock, systemClock } from '../../../base/clock.ts';
import { ConfigDef } from '../../api/config-def.ts';
import { nonEmptyString } from '../../api/config-validators.ts';
import type { Config, SourceTask, SourceTaskContext } from '../../api/connector.ts';
import type { SourcePlugin } from '../../api/plugin.ts';
import type { SourceRecord } from '../../api/record.ts';
import { buildFields, type Schema, STRING_SCHEMA } from '../../api/schema.ts';
import { Struct } from '../../api/struct.ts';
import { formatLine, type PrintLine, printToStdout } from './print-line.ts';
import { TASK_OPTION, VerifiableConnector } from './verifiable-connector.ts';

const INT32: Schema = Object.freeze({ type: 'INT32', optional: false });
const INT64: Schema = Object.freeze({ type: 'INT64', optional: false });
const COMPLETE: Schema = Object.freeze({
  type: 'STRUCT',
  optional: false,
  fields: buildFields([
    { name: 'name', schema: STRING_SCHEMA },
    { name: 'task', schema: INT32 },
    { name: 'topic', schema: STRING_SCHEMA },
    { name: 'time_ms', schema: INT64 },
    { name: 'seqno', schema: INT64 },
  ]),
});
const LONGEST_WAIT_MS = 500;

/** Apache declares none of these; declared, a form can ask for them and a wrong one is refused before a task fails. */
const OPTIONS = new ConfigDef()
  .define({
    name: 'topic',
    type: 'STRING',
    validator: nonEmptyString,
    importance: 'HIGH',
    documentation: 'Topic for the numbered records.',
    displayName: 'Topic',
  })
  .define({
    name: 'throughput',
    type: 'LONG',
    importance: 'HIGH',
    documentation: 'Records a second of each task; -1 for as many as possible, 0 for none after the first.',
    displayName: 'Throughput',
  })
  .define({
    name: 'complete.record.data',
    type: 'BOOLEAN',
    defaultValue: false,
    importance: 'LOW',
    documentation:
      'Whether a value has name, task, topic, time and number of the record, not only the number.',
    displayName: 'Complete record data',
  });

/**
 * Makes records numbered without gaps, and prints each as a line of JSON when it is made and when it is committed, so that
 * a test can tell from outside what was lost or came twice.
 *
 * Shape: key is the task's number, value `seqno`, as INT32 and INT64; partition `{id}`, offset `{seqno}` of the last record.
 * Source: kafka 4.x `VerifiableSourceTask`, `ThroughputThrottler`.
 */
export class VerifiableSourceTask implements SourceTask {
  readonly #clock: Clock;
  readonly #print: PrintLine;
  #name = '';
  #id = 0;
  #topic = '';
  #throughput = -1;
  #isComplete = false;
  #startedAt = 0;
  #first = 0;
  #next = 0;
  #stopped = new AbortController().signal;

  constructor(clock: Clock = systemClock, print: PrintLine = printToStdout) {
    this.#clock = clock;
    this.#print = print;
  }

  async start(config: Config, context: SourceTaskContext): Promise<void> {
    const options = OPTIONS.parse(new Map(Object.entries(config)));
    this.#name = config.name ?? '';
    this.#id = Number(config[TASK_OPTION] ?? 0);
    this.#topic = String(options.get('topic'));
    this.#throughput = Number(options.get('throughput'));
    this.#isComplete = options.get('complete.record.data') === true;
    this.#stopped = context.stopped;
    const [offset] = await context.offsets([{ id: this.#id }]);
    this.#first = offset ? Number(offset.seqno) + 1 : 0;
    this.#next = this.#first;
    this.#startedAt = this.#clock.monotonic();
  }

  async poll(): Promise<SourceRecord[] | null> {
    const waitMs = this.#dueAt() - this.#clock.monotonic();
    if (waitMs > 0) {
      await this.#clock.sleep(Math.min(waitMs, LONGEST_WAIT_MS), this.#stopped).catch(() => undefined);
      return null;
    }
    const seqno = this.#next;
    const data = this.#describe(seqno);
    this.#next += 1;
    await this.#print(formatLine(data));
    return [
      {
        sourcePartition: { id: this.#id },
        sourceOffset: { seqno },
        topic: this.#topic,
        keySchema: INT32,
        key: this.#id,
        valueSchema: this.#isComplete ? COMPLETE : INT64,
        value: this.#isComplete ? toStruct(data) : seqno,
      },
    ];
  }

  async commitRecord({ sourceOffset }: SourceRecord): Promise<void> {
    await this.#print(formatLine({ ...this.#describe(sourceOffset.seqno), committed: true }));
  }

  #describe(seqno: unknown) {
    return { name: this.#name, task: this.#id, topic: this.#topic, time_ms: this.#clock.now(), seqno };
  }

  /** Not before its turn, so that the average since the start is never above what was asked for. */
  #dueAt(): number {
    const made = this.#next - this.#first;
    if (this.#throughput < 0 || made === 0) return 0;
    return this.#startedAt + (made / this.#throughput) * 1000;
  }
}

function toStruct(data: Readonly<Record<string, unknown>>): Struct {
  const struct = new Struct(COMPLETE);
  for (const [name, value] of Object.entries(data)) struct.put(name, value);
  return struct;
}

/** `VerifiableSourceConnector` as a plugin. */
export const verifiableSource: SourcePlugin = {
  type: 'source',
  className: 'org.apache.kafka.connect.tools.VerifiableSourceConnector',
  taskClassName: 'org.apache.kafka.connect.tools.VerifiableSourceTask',
  version: '4.3.1',
  createConnector: () => new VerifiableConnector(OPTIONS),
  createTask: () => new VerifiableSourceTask(),
};
