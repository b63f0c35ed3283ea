import { type Clock, systemClock } from '../../../base/clock.ts';
import type { Config, SourceTask, SourceTaskContext } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { SourceMap, SourceRecord } from '../../api/record.ts';
import { STRING_SCHEMA } from '../../api/schema.ts';
import { LineReader } from './line-reader.ts';

/** Member of the source partition. */
export const FILENAME_FIELD = 'filename';
/** Member of the source offset. Units: bytes consumed. */
export const POSITION_FIELD = 'position';

const IDLE_WAIT_MS = 200;

/**
 * Emits each complete line of a file as a string value, and follows the file as it grows; waits for a missing one.
 *
 * Unlike Apache's, which counts characters, `position` counts bytes, so a file that is not ASCII resumes where it
 * should. Without a `file` it reads nothing: a worker has no standard input. Source: kafka 4.x `FileStreamSourceTask`.
 */
export class FileStreamSourceTask implements SourceTask {
  readonly #clock: Clock;
  #reader: LineReader | undefined;
  #partition: SourceMap = {};
  #topic = '';
  #batchSize = 2000;
  #stopped = new AbortController().signal;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  async start(config: Config, context: SourceTaskContext): Promise<void> {
    this.#topic = config.topic ?? '';
    this.#batchSize = Number(config['batch.size'] ?? 2000);
    this.#stopped = context.stopped;
    if (!config.file) return;
    this.#partition = { [FILENAME_FIELD]: config.file };
    const [offset] = await context.offsets([this.#partition]);
    this.#reader = new LineReader(config.file, readPosition(offset));
  }

  async poll(): Promise<SourceRecord[] | null> {
    const lines = this.#reader?.read(this.#batchSize) ?? [];
    if (lines.length === 0) {
      await this.#clock.sleep(IDLE_WAIT_MS, this.#stopped).catch(() => undefined);
      return null;
    }
    const timestamp = this.#clock.now();
    return lines.map(({ text, end }) => ({
      sourcePartition: this.#partition,
      sourceOffset: { [POSITION_FIELD]: end },
      topic: this.#topic,
      valueSchema: STRING_SCHEMA,
      value: text,
      timestamp,
    }));
  }

  stop(): void {
    this.#reader?.close();
  }
}

function readPosition(offset: SourceMap | null | undefined): number {
  const position = offset?.[POSITION_FIELD] ?? 0;
  if (!Number.isSafeInteger(position) || Number(position) < 0) {
    throw new ConnectException(`Offset position is the incorrect type: ${String(position)}`);
  }
  return Number(position);
}
