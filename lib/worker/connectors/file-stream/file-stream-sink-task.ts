import { closeSync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config, OpenedPartition, SinkTask, TopicPartitionOffset } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { SinkRecord } from '../../api/record.ts';
import { toJavaString } from '../../api/struct.ts';
import { committedLength, toMetadata, WrittenTail } from './written-tail.ts';

const STDOUT = 1;

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
    if (!this.#isAlone()) return;
    const { size } = fstatSync(this.#fd);
    const from = committedLength(partitions[0]?.metadata, this.#file);
    if (from !== undefined && from < size) this.#tail = new WrittenTail(this.#fd, from, size);
  }

  preCommit(offsets: readonly TopicPartitionOffset[]): readonly TopicPartitionOffset[] {
    this.flush();
    if (!this.#isAlone()) return offsets;
    const length = this.#tail?.at ?? fstatSync(this.#fd).size;
    const metadata = toMetadata({ file: this.#file, length });
    return offsets.map((offset) => ({ ...offset, metadata }));
  }

  put(records: readonly SinkRecord[]): void {
    if (records.length === 0) return;
    const bytes = Buffer.from(`${records.map((record) => toJavaString(record.value)).join('\n')}\n`);
    this.#dirty = true;
    this.#attempt('write to', () => this.#writeWhole(bytes.subarray(this.#countWritten(bytes))));
  }

  flush(): void {
    if (!this.#dirty) return;
    if (this.#fd !== STDOUT) this.#attempt('flush', () => fdatasyncSync(this.#fd));
    this.#dirty = false;
  }

  stop(): void {
    if (this.#fd !== STDOUT) closeSync(this.#fd);
    this.#fd = STDOUT;
  }

  #isAlone(): boolean {
    return this.#isOnlyTask && this.#partitions === 1 && this.#fd !== STDOUT;
  }

  #countWritten(bytes: Uint8Array): number {
    if (!this.#tail) return 0;
    const written = this.#tail.countWritten(bytes);
    if (written < bytes.length || this.#tail.isOver) this.#tail = undefined;
    return written;
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
