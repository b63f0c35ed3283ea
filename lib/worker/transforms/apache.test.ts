import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { aRecord, configured } from '../../testing/transforms.ts';
import { formatJavaNumber } from '../api/java-numbers.ts';
import { DATE, Decimal, TIME, TIMESTAMP } from '../api/logical-types.ts';
import { buildFields, type Schema, type SchemaType } from '../api/schema.ts';
import { Struct, toJavaString } from '../api/struct.ts';

/** What Apache's own classes made of each case: `label -> result`, written by RecordTransforms.java beside the recording. */
const RECORDED = readFileSync(
  new URL('../../testing/fixtures/connect-transforms/4.3.1.txt', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => line.split(' -> ') as [string, string]);

const plain = (type: SchemaType): Schema => ({ type, optional: false });
const logical = (type: SchemaType, name: string): Schema => ({ type, optional: false, name, version: 1 });
const decimal = (scale: string): Schema => ({
  ...logical('BYTES', 'org.apache.kafka.connect.data.Decimal'),
  parameters: { scale },
});

/** As RecordTransforms.java prints a schema. */
function desc(schema: Schema): string {
  const parts = [
    schema.type,
    schema.optional ? '?' : '',
    schema.name === undefined ? '' : `:${schema.name}`,
    schema.version === undefined ? '' : `/${schema.version}`,
    schema.defaultValue === undefined ? '' : `=${show(schema.defaultValue)}`,
  ];
  if (schema.type !== 'STRUCT') return parts.join('');
  const fields = (schema.fields ?? []).map((field) => `${field.name} ${desc(field.schema)};`);
  return `${parts.join('')}(${fields.join('')})`;
}

/** As RecordTransforms.java prints data. */
function show(value: unknown, schema?: Schema): string {
  if (value instanceof Date) return `D${value.getTime()}`;
  if (value instanceof Uint8Array) return `bytes${value.length}`;
  if (value instanceof Struct) {
    const { fields = [] } = value.schema;
    return `{${fields.map((field) => `${field.name}=${show(value.getWithoutDefault(field), field.schema)} `).join('')}}`;
  }
  if (typeof value === 'number' || typeof value === 'bigint') return formatJavaNumber(value, schema?.type);
  return toJavaString(value);
}

function describeThrown(thrown: unknown): string {
  const { className, message } = thrown as { className?: string; message: string };
  return `!! ${className}: ${message}`;
}

function run(
  className: string,
  config: Record<string, string>,
  schema: Schema | null,
  value: unknown,
): string {
  try {
    const record = aRecord({
      topic: 't',
      kafkaPartition: 3,
      kafkaOffset: 7,
      timestamp: 1700000000123,
      valueSchema: schema,
      value,
    });
    const result = configured(className, config).apply(record);
    if (!result) return 'dropped';
    const { valueSchema } = result;
    return valueSchema
      ? `${desc(valueSchema)} ${show(result.value, valueSchema)}`
      : `none ${show(result.value)}`;
  } catch (error) {
    return describeThrown(error);
  }
}

const CAST_INPUTS: readonly (readonly [Schema, unknown])[] = [
  [plain('INT8'), -5],
  [plain('INT32'), 70000],
  [plain('INT64'), 9007199254740993n],
  [plain('INT64'), -9223372036854775808n],
  [plain('FLOAT32'), 1.5],
  [plain('FLOAT32'), Math.fround(0.1)],
  [plain('FLOAT64'), 1e300],
  [plain('FLOAT64'), -1e300],
  [plain('FLOAT64'), 300.9],
  [plain('FLOAT64'), -0.5],
  [plain('FLOAT64'), Number.NaN],
  [plain('FLOAT64'), 1e7],
  [plain('BOOLEAN'), true],
  ...['42', '+42', ' 42', '1.5', 'TRUE', '', '300', '1e3', 'NaN', '5d'].map(
    (text) => [plain('STRING'), text] as const,
  ),
  [plain('BYTES'), Uint8Array.of(1, 2, 3)],
  [logical('INT32', DATE), new Date(86_400_000 * 300)],
  [logical('INT32', TIME), new Date(3_600_000)],
  [logical('INT64', TIMESTAMP), new Date(1700000000123)],
  [decimal('2'), Decimal.parse('123.45')],
  [decimal('0'), Decimal.parse('99999999999999999999')],
];

const inner: Schema = {
  type: 'STRUCT',
  optional: true,
  name: 'inner',
  fields: buildFields([
    { name: 'x', schema: plain('INT32') },
    { name: 'y', schema: { type: 'STRING', optional: true, defaultValue: 'dy' } },
  ]),
};
const outer: Schema = {
  type: 'STRUCT',
  optional: false,
  name: 'outer',
  version: 2,
  doc: 'doc',
  fields: buildFields([
    { name: 'a', schema: plain('INT32') },
    { name: 'b', schema: { type: 'STRING', optional: true, defaultValue: 'db' } },
    { name: 'in', schema: inner },
    { name: 'l', schema: { type: 'ARRAY', optional: true, valueSchema: plain('INT8') } },
    { name: 'ts', schema: logical('INT64', TIMESTAMP) },
  ]),
};
const full = new Struct(outer)
  .put('a', 5)
  .put('in', new Struct(inner).put('x', 9))
  .put('ts', new Date(1700000000123));
const none = new Struct(outer).put('a', 5).put('ts', new Date(0));

const REPLACE = 'replace.null.with.default';
/** Label in the recording to class and options; `replace.null.with.default` is added where `takesReplace`. */
const STRUCT_CASES: readonly (readonly [string, string, Record<string, string>, boolean])[] = [
  ['flatten', 'Flatten$Value', { delimiter: '_' }, false],
  ['cast', 'Cast$Value', { spec: 'a:string,b:string,ts:int64' }, true],
  ['castb', 'Cast$Value', { spec: 'b:int8' }, true],
  [
    'insert',
    'InsertField$Value',
    {
      'topic.field': 't!',
      'partition.field': 'p',
      'offset.field': 'o?',
      'timestamp.field': 'tt',
      'static.field': 'st',
      'static.value': 'sv',
    },
    true,
  ],
  ['insertdup', 'InsertField$Value', { 'topic.field': 'a' }, false],
  ['mask', 'MaskField$Value', { fields: 'a,b,ts,l' }, true],
  ['maskr', 'MaskField$Value', { fields: 'a,b', replacement: '77' }, true],
  ['replace', 'ReplaceField$Value', { exclude: 'a,l', renames: 'b:bb,ts:a' }, true],
  ['replacei', 'ReplaceField$Value', { include: 'b,a' }, true],
  ['ssm', 'SetSchemaMetadata$Value', { 'schema.name': 'n', 'schema.version': '9' }, true],
  ['hoist', 'HoistField$Value', { field: 'h' }, false],
  ['extract', 'ExtractField$Value', { field: 'b' }, true],
  ['extract2', 'ExtractField$Value', { field: 'in.y', 'field.syntax.version': 'v2' }, true],
  ['extract3', 'ExtractField$Value', { field: 'in.zz', 'field.syntax.version': 'V2' }, false],
  ['tsconv', 'TimestampConverter$Value', { field: 'ts', 'target.type': 'string', format: 'yyyy' }, true],
  ['headerfrom', 'HeaderFrom$Value', { fields: 'b,a', headers: 'h1,h2', operation: 'move' }, true],
  ['headercopy', 'HeaderFrom$Value', { fields: 'b,a', headers: 'h1,h2', operation: 'copy' }, true],
];

const NULL_CASES: Readonly<Record<string, readonly [string, Record<string, string>, Schema | null]>> = {
  flatten: ['Flatten$Value', {}, outer],
  extract: ['ExtractField$Value', { field: 'a' }, outer],
  hoist: ['HoistField$Value', { field: 'a' }, outer],
  'hoist schemaless': ['HoistField$Value', { field: 'a' }, null],
  ssm: ['SetSchemaMetadata$Value', { 'schema.name': 'n' }, outer],
  tsconv: ['TimestampConverter$Value', { field: 'ts', 'target.type': 'unix' }, outer],
  mask: ['MaskField$Value', { fields: 'a' }, outer],
  'mask schemaless': ['MaskField$Value', { fields: 'a' }, null],
  v2k: ['ValueToKey', { fields: 'a' }, null],
  hf: ['HeaderFrom$Value', { fields: 'a', headers: 'b', operation: 'move' }, null],
};

/** Answers a recorded case by its label; undefined for a label that is none. */
function answer(label: string): string | undefined {
  const [kind = '', ...words] = label.split(' ');
  switch (kind) {
    case 'cast': {
      const type = words.at(-1) ?? '';
      const input = CAST_INPUTS.find(
        ([schema, value]) => `cast ${desc(schema)} ${show(value, schema)} ${type}` === label,
      );
      return input && run('Cast$Value', { spec: type }, ...input);
    }
    case 'fmt': {
      const [, format = '', ms] = /^fmt <(.*)> (-?\d+)$/.exec(label) ?? [];
      const config = { 'target.type': 'string', format };
      return run('TimestampConverter$Value', config, logical('INT64', TIMESTAMP), new Date(Number(ms)));
    }
    case 'parse': {
      const [, format = '', text = ''] = /^parse <(.*)> <(.*)>$/.exec(label) ?? [];
      return run('TimestampConverter$Value', { 'target.type': 'unix', format }, plain('STRING'), text);
    }
    case 'unix':
      return convert('Timestamp', words[0] ?? '', plain('INT64'), toLong(words[1] ?? ''));
    case 'tounix':
      return convert('unix', words[0] ?? '', logical('INT64', TIMESTAMP), new Date(Number(words[1])));
    case 'todate':
      return convert(words[0] ?? '', 'milliseconds', logical('INT64', TIMESTAMP), new Date(Number(words[1])));
    case 'null': {
      const found = NULL_CASES[words.join(' ')];
      return found && run(...found, null);
    }
    case 'regex':
      return route(label.slice('regex '.length).split(' | '));
    default:
      return undefined;
  }
}

function convert(target: string, precision: string, schema: Schema, value: unknown): string {
  return run(
    'TimestampConverter$Value',
    { 'target.type': target, 'unix.precision': precision },
    schema,
    value,
  );
}

function toLong(text: string): number | bigint {
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
}

function route([regex = '', replacement = '', topic = '']: readonly string[]): string {
  try {
    return configured('RegexRouter', { regex, replacement }).apply(aRecord({ topic }))?.topic ?? 'dropped';
  } catch (error) {
    return describeThrown(error);
  }
}

/** Where we answer otherwise than the recording, and why. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  // Java 17 prints some floats with more digits than needed; Java 19 and we print the fewest.
  'cast INT64 9007199254740993 float32': 'FLOAT32 9.007199E15',
  [`cast INT64:${TIMESTAMP}/1 D1700000000123 float32`]: `FLOAT32:${TIMESTAMP}/1 1.7E12`,
  // Java reads dates before 1582 by the Julian calendar; we, as ISO 8601 says, by the Gregorian.
  'parse <yyyy> <-5>': 'INT64 -62324985600000',
  'parse <yyyy-MM-dd> <-2020-01-05>': 'INT64 -125911929600000',
  'parse <G yyyy> <BC 44>': 'INT64 -63524131200000',
  'parse <yy> <5>': 'INT64 -62009366400000',
  'parse <yyyy> <20>': 'INT64 -61536067200000',
  // JavaScript's dates end in the year 275760.
  'unix seconds 1700000000123456789':
    '!! org.apache.kafka.connect.errors.DataException: Timestamp is too far from the epoch: 1700000000123456789',
  'unix milliseconds 1700000000123456789':
    '!! org.apache.kafka.connect.errors.DataException: Timestamp is too far from the epoch: 1700000000123456789',
  'regex (.*) | $2 | abc': '!! java.lang.IllegalArgumentException: No group 2',
};

const single = RECORDED.filter(([label]) => !label.startsWith('s '));

it.each(single)('%s', (label, recorded) => {
  expect(answer(label)).toBe(DIFFERENCES[label] ?? recorded);
});

it.each(STRUCT_CASES)('a Struct through %s', (label, className, config, takesReplace) => {
  const expected = RECORDED.filter(([name]) => name.startsWith(`s ${label} `)).map(([, result]) => result);
  const answers = [full, none].flatMap((struct) =>
    ['true', 'false'].map((replaces) =>
      run(className, takesReplace ? { ...config, [REPLACE]: replaces } : config, outer, struct),
    ),
  );
  expect(answers).toEqual(expected);
});
