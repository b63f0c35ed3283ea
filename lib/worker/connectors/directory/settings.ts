import { ConfigException } from '../../api/exceptions.ts';
import type { SchemaType } from '../../api/schema.ts';
import type { Dialect } from './record-reader.ts';

/** A column that was declared. */
export interface Column {
  readonly name: string;
  readonly type: SchemaType;
}

/** What the directory source goes by. Shape: `csv` is undefined for lines of JSON; `moveTo` unless files are moved. */
export interface DirectorySettings {
  readonly directory: string;
  readonly pattern: string;
  readonly minimumAgeMs: number;
  readonly pollIntervalMs: number;
  readonly finished: 'keep' | 'move' | 'delete';
  readonly moveTo: string | undefined;
  readonly csv: CsvSettings | undefined;
  readonly topic: string;
  readonly batchSize: number;
}

/** How CSV is read. Shape: `columns` name all columns where there is no header, else those with a type. */
export interface CsvSettings {
  readonly dialect: Dialect;
  readonly hasHeader: boolean;
  readonly columns: readonly Column[];
}

const TYPES = ['STRING', 'BOOLEAN', 'INT8', 'INT16', 'INT32', 'INT64', 'FLOAT32', 'FLOAT64'] as const;

type Parsed = ReadonlyMap<string, unknown>;

/** Reads parsed options. Errors: ConfigException when they do not go together. */
export function readSettings(parsed: Parsed): DirectorySettings {
  const problem = findContradiction(parsed);
  if (problem) throw ConfigException.invalid(problem.option, parsed.get(problem.option), problem.message);
  return {
    directory: String(parsed.get('directory')),
    pattern: String(parsed.get('file.pattern')),
    minimumAgeMs: Number(parsed.get('file.minimum.age.ms')),
    pollIntervalMs: Number(parsed.get('poll.interval.ms')),
    finished: parsed.get('finished.files') as DirectorySettings['finished'],
    moveTo: parsed.get('finished.files') === 'move' ? String(parsed.get('finished.directory')) : undefined,
    csv: parsed.get('format') === 'csv' ? readCsvSettings(parsed) : undefined,
    topic: String(parsed.get('topic')),
    batchSize: Number(parsed.get('batch.size')),
  };
}

/** What is wrong with options that are all right one by one. */
export function findContradiction(parsed: Parsed): { option: string; message: string } | undefined {
  if (parsed.get('finished.files') === 'move' && !parsed.get('finished.directory')) {
    return { option: 'finished.directory', message: 'Needed where finished.files is move' };
  }
  if (parsed.get('format') !== 'csv') return undefined;
  if (parsed.get('csv.header') === false && (parsed.get('csv.columns') as unknown[] | null)?.length === 0) {
    return { option: 'csv.columns', message: 'Needed where csv.header is false' };
  }
  if (parsed.get('csv.quote') === parsed.get('csv.delimiter')) {
    return { option: 'csv.quote', message: 'It must not be the delimiter' };
  }
  return undefined;
}

/** Reads `name` and `name:TYPE`. Errors: ConfigException for a type that is none, and for a name that is empty or comes twice. */
export function parseColumns(option: string, entries: readonly string[]): Column[] {
  const columns = entries.map((entry): Column => {
    const [, name = '', word = 'STRING'] = /^(.*?)(?::([^:]*))?$/s.exec(entry) ?? [];
    const type = TYPES.find((known) => known === word.trim().toUpperCase());
    if (!type) throw ConfigException.invalid(option, entry, `The type must be one of: ${TYPES.join(', ')}`);
    return { name: name.trim(), type };
  });
  const names = columns.map(({ name }) => name);
  const wrong = names.find((name, index) => name === '' || names.indexOf(name) !== index);
  if (wrong === undefined) return columns;
  throw ConfigException.invalid(
    option,
    wrong,
    wrong === '' ? 'A column has no name' : 'The column is there twice',
  );
}

/** The code of a single character of ASCII. Errors: ConfigException when it is none, or ends a line. */
export function checkCharacter(option: string, text: string): number {
  const character = text === '\\t' ? '\t' : text;
  const code = character.charCodeAt(0);
  if (character.length === 1 && code < 128 && code !== 10 && code !== 13 && code !== 0) return code;
  throw ConfigException.invalid(option, text, 'It must be a single character of ASCII, or \\t for a tab');
}

function readCsvSettings(parsed: Parsed): CsvSettings {
  const quote = String(parsed.get('csv.quote') ?? '');
  return {
    dialect: {
      delimiter: checkCharacter('csv.delimiter', String(parsed.get('csv.delimiter'))),
      quote: quote === '' ? undefined : checkCharacter('csv.quote', quote),
    },
    hasHeader: parsed.get('csv.header') === true,
    columns: parseColumns('csv.columns', parsed.get('csv.columns') as readonly string[]),
  };
}
