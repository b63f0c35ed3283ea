import { closeSync } from 'node:fs';
import { type Clock, systemClock } from '../../../base/clock.ts';
import type { Config, SourceTask, SourceTaskContext } from '../../api/connector.ts';
import { ConnectException, DataException, RetriableException } from '../../api/exceptions.ts';
import type { SourceRecord } from '../../api/record.ts';
import { type FoundFile, isSame, listFiles, look, openFound, type Share } from './directory-listing.ts';
import { FILE_FIELD, type FileOffset, formatOffset, parseOffset } from './file-offset.ts';
import { FileRows, type HeaderShapes, type Row } from './file-rows.ts';
import { FinishedFiles } from './finished-files.ts';
import { DIRECTORY_OPTIONS, TASK_COUNT_OPTION, TASK_OPTION } from './options.ts';
import { type DirectorySettings, readSettings } from './settings.ts';

/** Most bytes read for one batch, but for its last record. */
const MAX_BATCH_BYTES = 1024 * 1024;
/** Most files looked into for one batch. */
const MAX_BATCH_FILES = 100;

/** What one poll hands over. Shape: rows left out for an error count as well, so that a poll never takes long. */
interface Batch {
  readonly records: SourceRecord[];
  rowsLeft: number;
  bytesLeft: number;
}

/** How far a file was read. Shape: `seen` is what it was then; undefined before it was read in this run. */
interface Progress {
  offset: FileOffset;
  seen?: FoundFile;
}

/** The file at work. Shape: `ahead` is a bad row that waits until those before it are handed over. */
interface OpenFile {
  readonly found: FoundFile;
  readonly rows: FileRows;
  readonly progress: Progress;
  ahead?: Row | undefined;
  isAtEnd: boolean;
}

/**
 * Reads the files of its share one after the other, each from its offset to its end.
 *
 * Invariant: a row's offset is the place after it, so what follows depends on the offset alone. Errors: a row that cannot be
 * read is reported with file and line under the connector's `errors.tolerance`, after all rows before it are handed over.
 */
export class DirectorySourceTask implements SourceTask {
  readonly #clock: Clock;
  #settings: DirectorySettings | undefined;
  #context: SourceTaskContext | undefined;
  #share: Share = { task: 0, tasks: 1 };
  #finished: FinishedFiles | undefined;
  readonly #progress = new Map<string, Progress>();
  readonly #shapes: HeaderShapes = new Map();
  #queue: FoundFile[] = [];
  #current: OpenFile | undefined;
  /** Files whose last records the last poll handed over. */
  #ended: FoundFile[] = [];
  #lookAt = 0;
  #commitError: unknown;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  start(config: Config, context: SourceTaskContext): void {
    this.#settings = readSettings(DIRECTORY_OPTIONS.parse(new Map(Object.entries(config))));
    this.#share = { task: Number(config[TASK_OPTION] ?? 0), tasks: Number(config[TASK_COUNT_OPTION] ?? 1) };
    this.#finished = new FinishedFiles(this.#settings);
    this.#context = context;
    this.#lookAt = this.#clock.monotonic();
  }

  async poll(): Promise<SourceRecord[] | null> {
    if (this.#commitError !== undefined) throw this.#commitError;
    const [settings, context] = [this.#settings, this.#context];
    if (!settings || !context) throw new ConnectException('The task was not started');
    for (const file of this.#ended.splice(0)) this.#finished?.add(file);
    if (!this.#current && this.#queue.length === 0) {
      const waitMs = Math.max(this.#lookAt - this.#clock.monotonic(), 0);
      await this.#clock.sleep(waitMs, context.stopped).catch(() => undefined);
      if (context.stopped.aborted) return null;
      this.#lookAt = this.#clock.monotonic() + settings.pollIntervalMs;
      this.#queue = await this.#look(settings, context);
    }
    return this.#readFiles(settings);
  }

  /** What it throws is only logged, so it fails the next poll instead. */
  commit(): void {
    try {
      for (const path of this.#finished?.onCommit() ?? []) this.#progress.delete(path);
    } catch (error) {
      this.#commitError = error;
    }
  }

  stop(): void {
    this.#current?.rows.close();
    this.#current = undefined;
  }

  /** One batch, of many files where they are small. */
  #readFiles(settings: DirectorySettings): SourceRecord[] {
    const batch: Batch = { records: [], rowsLeft: settings.batchSize, bytesLeft: MAX_BATCH_BYTES };
    for (let files = 0; files < MAX_BATCH_FILES && hasRoom(batch); files += 1) {
      if (!this.#current && !this.#openNext(settings, batch)) break;
      if (!this.#current) continue;
      this.#read(this.#current, settings, batch);
      if (!this.#current.isAtEnd) break;
      this.#finish(this.#current);
    }
    return batch.records;
  }

  /** Whether there is more to do: what is wrong with a file waits until the records before it are handed over. */
  #openNext(settings: DirectorySettings, batch: Batch): boolean {
    const [found] = this.#queue;
    if (!found) return false;
    try {
      this.#current = this.#open(found, settings);
    } catch (error) {
      if (batch.records.length > 0) return false;
      this.#reportFile(found, error);
    }
    this.#queue.shift();
    return true;
  }

  /** The files that are new, or not what they were when they were read. */
  async #look(settings: DirectorySettings, context: SourceTaskContext): Promise<FoundFile[]> {
    let files: FoundFile[];
    try {
      files = listFiles(settings, this.#share, this.#clock.now());
    } catch (cause) {
      throw new RetriableException(`The directory ${settings.directory} cannot be read`, { cause });
    }
    for (const path of this.#progress.keys()) if (!look(path)) this.#progress.delete(path);
    const unknown = files.filter(({ path }) => !this.#progress.has(path));
    const offsets = await context.offsets(unknown.map(({ path }) => ({ [FILE_FIELD]: path })));
    for (const [index, { path }] of unknown.entries()) {
      this.#progress.set(path, { offset: parseOffset(offsets[index]) });
    }
    return files.filter((file) => !isSame(file, this.#progress.get(file.path)?.seen));
  }

  /** Shape: undefined for a file that is gone or changed again. Errors: as FileRows. */
  #open(found: FoundFile, settings: DirectorySettings): OpenFile | undefined {
    const progress = this.#progress.get(found.path) ?? { offset: parseOffset(null) };
    const fd = openFound(found);
    if (fd === undefined) return undefined;
    try {
      const { offset } = progress;
      const rows = new FileRows(fd, { found, offset, settings, shapes: this.#shapes });
      progress.offset = rows.start;
      return { found, rows, progress, isAtEnd: false };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** A file whose header is tolerated to be bad is left out until it changes. */
  #reportFile(found: FoundFile, error: unknown): void {
    if (!(error instanceof DataException)) {
      throw new ConnectException(`The file ${found.path} cannot be read`, { cause: error });
    }
    this.#report(found.path, 1, error);
    const progress = this.#progress.get(found.path);
    if (progress) progress.seen = found;
  }

  /** Reads what there is room for, up to a bad row unless that is the first of the batch. */
  #read(file: OpenFile, { topic }: DirectorySettings, batch: Batch): void {
    const { found, rows, progress } = file;
    const { records } = batch;
    const sourcePartition = { [FILE_FIELD]: found.path };
    let last: SourceRecord | undefined;
    while (hasRoom(batch)) {
      const row = file.ahead ?? rows.next();
      file.isAtEnd = row === undefined;
      file.ahead = row?.error && records.length > 0 ? row : undefined;
      if (!row || file.ahead) break;
      batch.rowsLeft -= 1;
      batch.bytesLeft -= row.next.position - progress.offset.position;
      progress.offset = row.next;
      if (row.error) {
        this.#report(found.path, row.line, row.error);
        continue;
      }
      const sourceOffset = formatOffset(row.next);
      last = { sourcePartition, sourceOffset, topic, valueSchema: row.schema, value: row.value };
      records.push(last);
    }
    // So the offset of a file's last row is signed, too.
    if (last)
      records[records.length - 1] = { ...last, sourceOffset: formatOffset(rows.sign(progress.offset)) };
  }

  /** Its last records may be among those that this poll hands over. */
  #finish({ found, rows, progress }: OpenFile): void {
    progress.offset = rows.sign(progress.offset);
    progress.seen = found;
    rows.close();
    this.#current = undefined;
    this.#ended.push(found);
  }

  #report(path: string, line: number, error: Error): void {
    const failure = new DataException(`${path}, line ${line}: ${error.message}`, { cause: error });
    if (!this.#context?.reportUnreadable) throw failure;
    this.#context.reportUnreadable(`line ${line} of ${path}`, failure);
  }
}

function hasRoom({ rowsLeft, bytesLeft }: Batch): boolean {
  return rowsLeft > 0 && bytesLeft > 0;
}
