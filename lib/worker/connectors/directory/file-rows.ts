import { closeSync } from 'node:fs';
import { parseExactJson } from '../../api/exact-json.ts';
import { ConnectException, DataException } from '../../api/exceptions.ts';
import type { SchemaAndValue } from '../../api/schema.ts';
import { splitFields } from './csv-fields.ts';
import { CsvRows, columnsOfHeader } from './csv-rows.ts';
import type { FoundFile } from './directory-listing.ts';
import { checksumBefore, type FileOffset, stillHolds } from './file-offset.ts';
import { type Place, type RawRecord, RecordReader } from './record-reader.ts';
import type { Column, CsvSettings, DirectorySettings } from './settings.ts';

/** A record of a file, or why there is none. Shape: `line` is where it begins, `next` the place after it. */
export type Row =
  | ({ readonly line: number; readonly next: Place; readonly error?: undefined } & SchemaAndValue)
  | { readonly line: number; readonly next: Place; readonly error: Error };

/** Shapes of headers by their text, so that files with the same header share a schema: converters know them by identity. */
export type HeaderShapes = Map<string, CsvRows>;

/** So many headers are remembered, in case every file has one of its own. */
const MAX_SHAPES = 1_000;

const START: Place = { position: 0, line: 0 };

/**
 * The rows of one file from where it was left, as it was when it was found; of another file under the same name from its
 * beginning.
 */
export class FileRows {
  /** Where its first row begins. */
  readonly start: Place;
  readonly #path: string;
  readonly #fd: number;
  readonly #csv: CsvSettings | undefined;
  readonly #rows: CsvRows | undefined;
  readonly #reader: RecordReader;

  /** Takes over the open file. Errors: DataException for a header that cannot be used; those of the system. */
  constructor(
    fd: number,
    {
      found,
      offset,
      settings,
      shapes,
    }: {
      found: FoundFile;
      offset: FileOffset;
      settings: DirectorySettings;
      shapes: HeaderShapes;
    },
  ) {
    this.#path = found.path;
    this.#fd = fd;
    this.#csv = settings.csv;
    const options = { dialect: this.#csv?.dialect, end: found.size };
    const start = stillHolds(fd, offset) ? offset : START;
    if (this.#csv?.hasHeader) {
      const header = new RecordReader(fd, START, options).next();
      this.#rows = header && rowsOf(header, this.#csv, shapes);
      this.start = header && start.position < header.next.position ? header.next : start;
    } else {
      this.#rows = this.#csv && shapeOf('', shapes, this.#csv.columns);
      this.start = start;
    }
    this.#reader = new RecordReader(fd, this.start, options);
  }

  /** The next row; undefined at the end. Errors: ConnectException that names the file when the system cannot read it. */
  next(): Row | undefined {
    const record = this.#read(() => this.#reader.next());
    if (!record) return undefined;
    const { line, next } = record;
    try {
      return { line, next, ...this.#toData(record) };
    } catch (error) {
      return { line, next, error: error as Error };
    }
  }

  /** The place as an offset that tells this file from another of the same name. Errors: as `next`. */
  sign({ position, line }: Place): FileOffset {
    return { position, line, checksum: this.#read(() => checksumBefore(this.#fd, position)) };
  }

  close(): void {
    closeSync(this.#fd);
  }

  #read<T>(read: () => T): T {
    try {
      return read();
    } catch (cause) {
      throw new ConnectException(`The file ${this.#path} cannot be read`, { cause });
    }
  }

  #toData({ text, problem }: RawRecord): SchemaAndValue {
    if (problem) throw new DataException(problem);
    if (!this.#csv) return { schema: null, value: parseJson(text) };
    if (!this.#rows) throw new DataException('there is no header');
    return { schema: this.#rows.schema, value: this.#rows.toStruct(splitFields(text, this.#csv.dialect)) };
  }
}

function rowsOf(header: RawRecord, csv: CsvSettings, shapes: HeaderShapes): CsvRows {
  if (header.problem) throw new DataException(header.problem);
  const known = shapes.get(header.text);
  return (
    known ?? shapeOf(header.text, shapes, columnsOfHeader(splitFields(header.text, csv.dialect), csv.columns))
  );
}

function shapeOf(text: string, shapes: HeaderShapes, columns: readonly Column[]): CsvRows {
  const rows = shapes.get(text) ?? new CsvRows(columns);
  if (shapes.size >= MAX_SHAPES) shapes.clear();
  shapes.set(text, rows);
  return rows;
}

/** The parser's own message quotes the text, which may be long or secret. */
function parseJson(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    throw new DataException('it is no JSON');
  }
}
