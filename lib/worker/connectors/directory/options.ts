import { ConfigDef, type Recommender } from '../../api/config-def.ts';
import { atLeast, nonEmptyString, validString } from '../../api/config-validators.ts';
import { checkCharacter, parseColumns } from './settings.ts';

/** Which task it is, and of how many; set by the connector, not by people. */
export const TASK_OPTION = 'task.id';
/** How many tasks share the files. */
export const TASK_COUNT_OPTION = 'task.count';

type Parsed = ReadonlyMap<string, unknown>;

const isCsv = (parsed: Parsed) => parsed.get('format') === 'csv';
const isMove = (parsed: Parsed) => parsed.get('finished.files') === 'move';

/** The options of the directory source. Units: `…ms` milliseconds, `batch.size` records. */
export const DIRECTORY_OPTIONS = new ConfigDef()
  .define({
    ...{ name: 'directory', type: 'STRING', validator: nonEmptyString, importance: 'HIGH' },
    documentation:
      'Folder whose files are read, by name; not those of its subfolders, nor those whose name begins with a dot, so write under such a name and rename.',
    ...{ group: 'Files', orderInGroup: 1, width: 'LONG', displayName: 'Directory' },
  })
  .define({
    ...{ name: 'file.pattern', type: 'STRING', defaultValue: '*', validator: nonEmptyString },
    importance: 'HIGH',
    documentation: 'Names of the files to read, such as orders-*.csv or *.{json,jsonl}.',
    ...{ group: 'Files', orderInGroup: 2, width: 'MEDIUM', displayName: 'File pattern' },
  })
  .define({
    ...{ name: 'file.minimum.age.ms', type: 'LONG', defaultValue: 1_000, validator: atLeast(0) },
    importance: 'MEDIUM',
    documentation:
      'How long a file must not have changed before it is read, in milliseconds. A file is read to its end; what is added to it later is read as well, unless it is moved or deleted.',
    ...{ group: 'Files', orderInGroup: 3, width: 'SHORT', displayName: 'Minimum age' },
  })
  .define({
    ...{ name: 'poll.interval.ms', type: 'LONG', defaultValue: 1_000, validator: atLeast(1) },
    importance: 'LOW',
    documentation: 'Time between two looks into the directory, in milliseconds.',
    ...{ group: 'Files', orderInGroup: 4, width: 'SHORT', displayName: 'Poll interval' },
  })
  .define({
    name: 'finished.files',
    type: 'STRING',
    defaultValue: 'keep',
    validator: validString('keep', 'move', 'delete'),
    recommender: { validValues: () => ['keep', 'move', 'delete'], visible: () => true },
    importance: 'HIGH',
    documentation:
      'What is done with a file once all of its records and its offset are stored. Whatever is chosen, a file of the same name and content counts as read.',
    ...{ group: 'Files', orderInGroup: 5, width: 'SHORT', displayName: 'Finished files' },
    dependents: ['finished.directory'],
  })
  .define({
    ...{ name: 'finished.directory', type: 'STRING', defaultValue: null, recommender: visibleWhen(isMove) },
    importance: 'MEDIUM',
    documentation:
      'Folder the finished files are moved to, on the same file system; a name that is taken there gets a number.',
    ...{ group: 'Files', orderInGroup: 6, width: 'LONG', displayName: 'Finished directory' },
  })
  .define({
    name: 'format',
    type: 'STRING',
    defaultValue: 'csv',
    validator: validString('csv', 'jsonl'),
    recommender: { validValues: () => ['csv', 'jsonl'], visible: () => true },
    importance: 'HIGH',
    documentation:
      'How the files are written, always in UTF-8: csv gives records with a schema, jsonl (one JSON value a line) records without one.',
    ...{ group: 'Format', orderInGroup: 1, width: 'SHORT', displayName: 'Format' },
    dependents: ['csv.header', 'csv.columns', 'csv.delimiter', 'csv.quote'],
  })
  .define({
    ...{ name: 'csv.header', type: 'BOOLEAN', defaultValue: true, recommender: visibleWhen(isCsv) },
    importance: 'MEDIUM',
    documentation: 'Whether the first record of each file names its columns.',
    ...{ group: 'Format', orderInGroup: 2, width: 'SHORT', displayName: 'Header' },
  })
  .define({
    ...{ name: 'csv.columns', type: 'LIST', defaultValue: '', recommender: visibleWhen(isCsv) },
    validator: (name, value) => void parseColumns(name, (value ?? []) as readonly string[]),
    importance: 'MEDIUM',
    documentation:
      'Columns as name or name:TYPE, separated by commas. With a header only those that are no STRING need to be here, in any order; without one all of them, in the order of the file. Types: STRING, BOOLEAN, INT8, INT16, INT32, INT64, FLOAT32, FLOAT64. A field that is empty and not quoted is null.',
    ...{ group: 'Format', orderInGroup: 3, width: 'LONG', displayName: 'Columns' },
  })
  .define({
    ...{ name: 'csv.delimiter', type: 'STRING', defaultValue: ',', recommender: visibleWhen(isCsv) },
    validator: (name, value) => void checkCharacter(name, String(value ?? '')),
    importance: 'MEDIUM',
    documentation: 'Character between two fields, of ASCII; \\t for a tab.',
    ...{ group: 'Format', orderInGroup: 4, width: 'SHORT', displayName: 'Delimiter' },
  })
  .define({
    ...{ name: 'csv.quote', type: 'STRING', defaultValue: '"', recommender: visibleWhen(isCsv) },
    validator: (name, value) => void (value === '' || checkCharacter(name, String(value ?? ''))),
    importance: 'LOW',
    documentation:
      'Character around fields that hold delimiters, newlines or, twice each, quotes; of ASCII, empty for none.',
    ...{ group: 'Format', orderInGroup: 5, width: 'SHORT', displayName: 'Quote' },
  })
  .define({
    ...{ name: 'topic', type: 'STRING', validator: nonEmptyString, importance: 'HIGH' },
    documentation: 'Topic the records go to.',
    ...{ group: 'Records', orderInGroup: 1, width: 'LONG', displayName: 'Topic' },
  })
  .define({
    ...{ name: 'batch.size', type: 'INT', defaultValue: 2_000, validator: atLeast(1), importance: 'LOW' },
    documentation: 'Most records a task reads before it hands them over.',
    ...{ group: 'Records', orderInGroup: 2, width: 'SHORT', displayName: 'Batch size' },
  });

function visibleWhen(isVisible: (parsed: Parsed) => boolean): Recommender {
  return { validValues: () => [], visible: (_name, parsed) => isVisible(parsed) };
}
