import { closeSync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeUtf8 } from '../../../base/utf8.ts';
import type { Config, OpenedPartition, SinkTask, TopicPartitionOffset } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { SinkRecord } from '../../api/record.ts';
import { toJavaString } from '../../api/struct.ts';
import { committedLength, toMetadata, WrittenTail } from './written-tail.ts';

const STDOUT = 1;
const NEWLINE = 10;
const MAX_MARKS = 100;
const LINES_BYTES = 64 * 1024;
/** UTF-8 takes at most three bytes for each unit of a text. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Appends the value of each record and a newline; `flush` makes them durable before their offsets are committed.
 *
 * The only task of its connector, with a single partition, also keeps the file's length with each committed offset, so
 * that records that come again after a crash are recognised in the file and not written twice. With more tasks the same
 * line could be another task's, so there lines may come twice instead. Nothing that stands in the file is ever removed.
 *
 * Errors: ConnectException when the file cannot be opened, written or synced. Source: kafka 4.x `FileStreamSinkTask`.
 */
export class FileStreamSinkTask implements SinkTask {
  #fd = STDOUT;
  #file = 'standard output';
  #dirty = false;
  #isOnlyTask = true;
  #partitions = 0;
  #tail: WrittenTail | undefined;
  /** How long the file was when offsets before these were handed over to be committed. */
  #marks: { readonly offset: number; readonly length: number }[] = [];
  /** The offset after the last record that was put. */
  #next = 0;
  /** Whether the last flush failed. */
  #isSuspect = false;
  #lines = Buffer.allocUnsafeSlow(LINES_BYTES);

  start(config: Config): void {
    if (!config.file) return;
    this.#file = config.file;
    this.#isOnlyTask = (config['tasks.max'] ?? '1').trim() === '1';
    try {
      this.#fd = openSync(config.file, 'a+');
      syncDirectory(dirname(config.file));
    } catch (cause) {
      throw new ConnectException(`Couldn't find or create file '${config.file}' for FileStreamSinkTask`, {
        cause,
      });
    }
  }

  open(partitions: readonly OpenedPartition[]): void {
    this.#partitions += partitions.length;
    this.#tail = undefined;
    this.#marks = [];
    this.#next = 0;
    if (!this.#isAlone()) return;
    const { size } = fstatSync(this.#fd);
    const from = committedLength(partitions[0]?.metadata, this.#file);
    if (from !== undefined && from < size) this.#tail = new WrittenTail(this.#fd, from, size);
  }

  preCommit(offsets: readonly TopicPartitionOffset[]): readonly TopicPartitionOffset[] {
    this.flush();
    if (!this.#isAlone()) return offsets;
    const length = this.#length();
    const [offset] = offsets;
    if (offset) this.#marks = [...this.#marks.slice(-MAX_MARKS), { offset: offset.offset, length }];
    const metadata = toMetadata({ file: this.#file, length });
    return offsets.map((offset) => ({ ...offset, metadata }));
  }

  put(records: readonly SinkRecord[]): void {
    const [first] = records;
    if (!first) return;
    if (this.#isAlone()) this.#recogniseAgain(first.kafkaOffset);
    this.#next = (records.at(-1)?.kafkaOffset ?? 0) + 1;
    const bytes = this.#toLines(records);
    this.#dirty = true;
    this.#attempt('write to', () => this.#writeWhole(bytes.subarray(this.#countWritten(bytes))));
  }

  /** Shape: a view of a buffer that the next call uses again. */
  #toLines(records: readonly SinkRecord[]): Buffer {
    let at = 0;
    for (const { value } of records) {
      const text = typeof value === 'string' ? value : toJavaString(value);
      this.#reserve(at, text.length * MAX_BYTES_PER_UNIT + 1);
      at += writeUtf8(this.#lines, text, at);
      this.#lines[at++] = NEWLINE;
    }
    return this.#lines.subarray(0, at);
  }

  #reserve(at: number, bytes: number): void {
    if (at + bytes <= this.#lines.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#lines.length * 2, at + bytes));
    this.#lines.copy(larger, 0, 0, at);
    this.#lines = larger;
  }

  flush(): void {
    if (!this.#dirty) return;
    this.#isSuspect = true;
    if (this.#fd !== STDOUT) this.#attempt('flush', () => fdatasyncSync(this.#fd));
    this.#isSuspect = false;
    this.#dirty = false;
  }

  stop(): void {
    if (this.#fd !== STDOUT) closeSync(this.#fd);
    this.#fd = STDOUT;
  }

  #isAlone(): boolean {
    return this.#isOnlyTask && this.#partitions === 1 && this.#fd !== STDOUT;
  }

  #length(): number {
    return this.#tail?.at ?? fstatSync(this.#fd).size;
  }

  /** A failed commit sends the task back to an offset it has been at: what it wrote from there on comes again. */
  #recogniseAgain(offset: number): void {
    const mark = this.#marks.findLast((one) => one.offset <= offset);
    if (!mark) this.#marks = [{ offset, length: this.#length() }];
    if (!mark || offset >= this.#next) return;
    const { size } = fstatSync(this.#fd);
    if (mark.length < size) this.#tail = new WrittenTail(this.#fd, mark.length, size);
  }

  #countWritten(bytes: Uint8Array): number {
    if (!this.#tail) return 0;
    const { at } = this.#tail;
    const written = this.#tail.countWritten(bytes);
    if (this.#isSuspect && written > 0) this.#writeAgain(bytes.subarray(0, written), at);
    if (written < bytes.length || this.#tail.isOver) this.#tail = undefined;
    return written;
  }

  /** After a flush that failed the system may take for written what is not; only what is written anew is flushed again. */
  #writeAgain(bytes: Uint8Array, at: number): void {
    const fd = openSync(this.#file, 'r+');
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(fd, bytes, done, bytes.length - done, at + done);
    } finally {
      closeSync(fd);
    }
  }

  /** On a full disk only the beginning may get written; it is taken back, or the next line would go on after half a one. */
  #writeWhole(bytes: Buffer): void {
    let at = 0;
    try {
      while (at < bytes.length) at += writeSync(this.#fd, bytes, at);
    } catch (error) {
      if (at > 0 && this.#fd !== STDOUT) ftruncateSync(this.#fd, fstatSync(this.#fd).size - at);
      throw error;
    }
  }

  #attempt(what: string, action: () => void): void {
    try {
      action();
    } catch (cause) {
      throw new ConnectException(`Couldn't ${what} file '${this.#file}' in FileStreamSinkTask`, { cause });
    }
  }
}

/** Makes a new file's name survive a power loss, where directories can be synced. */
function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
