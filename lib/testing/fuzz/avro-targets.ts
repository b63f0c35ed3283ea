import { isDeepStrictEqual } from 'node:util';
import avsc from 'avsc';
import fc from 'fast-check';
import { DataException } from '../../worker/api/exceptions.ts';
import { DATE, DECIMAL, Decimal, TIME, TIMESTAMP } from '../../worker/api/logical-types.ts';
import { buildFields, type Schema, STRING_SCHEMA } from '../../worker/api/schema.ts';
import { Struct } from '../../worker/api/struct.ts';
import { readAnything, writeAnything } from '../../worker/converters/avro/anything.ts';
import { AvroInput } from '../../worker/converters/avro/avro-input.ts';
import { parseAvro } from '../../worker/converters/avro/avro-node.ts';
import { AvroOutput } from '../../worker/converters/avro/avro-output.ts';
import { writerOf } from '../../worker/converters/avro/avro-writer.ts';
import { fromAvro } from '../../worker/converters/avro/from-avro.ts';
import { toAvroSchema } from '../../worker/converters/avro/to-avro-schema.ts';
import { type FuzzTarget, target } from './fuzz-target.ts';

const OPTIONS = { hasMetaData: true, isEnhanced: true };
const DAY_MS = 86_400_000;

interface Typed {
  readonly schema: Schema;
  readonly value: fc.Arbitrary<unknown>;
}

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => {
  return Number.isSafeInteger(Number(n)) ? Number(n) : n;
});
const required = (type: Schema['type'], value: fc.Arbitrary<unknown>, more: Partial<Schema> = {}): Typed => ({
  schema: { type, optional: false, ...more },
  value,
});
const SIMPLE: readonly Typed[] = [
  required('INT8', fc.integer({ min: -128, max: 127 })),
  required('INT16', fc.integer({ min: -32_768, max: 32_767 })),
  required('INT32', fc.integer()),
  required('INT64', int64),
  required('FLOAT32', fc.float({ noNaN: true })),
  required('FLOAT64', fc.double({ noNaN: true })),
  required('BOOLEAN', fc.boolean()),
  required('STRING', fc.string({ unit: 'grapheme' })),
  required('STRING', fc.string(), { doc: 'a text', version: 3, parameters: { a: 'b' }, name: 'n.Text' }),
  required(
    'BYTES',
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  ),
  required(
    'INT32',
    fc.integer({ min: -1e6, max: 1e6 }).map((day) => new Date(day * DAY_MS)),
    { name: DATE, version: 1 },
  ),
  required(
    'INT32',
    fc.nat({ max: DAY_MS - 1 }).map((ms) => new Date(ms)),
    { name: TIME, version: 1 },
  ),
  required('INT64', fc.date({ noInvalidDate: true }), { name: TIMESTAMP, version: 1 }),
  required(
    'BYTES',
    fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }).map((n) => new Decimal(n, 2)),
    {
      ...{ name: DECIMAL, version: 1, parameters: { scale: '2' } },
    },
  ),
];

/** Any type of Connect data; `path` makes the names of its records their own. */
function typed(depth: number, path: string): fc.Arbitrary<Typed> {
  const simple = fc.constantFrom(...SIMPLE);
  const one =
    depth === 0
      ? simple
      : fc.oneof({ arbitrary: simple, weight: 3 }, array(depth, path), map(depth, path), struct(depth, path));
  return fc
    .tuple(one, fc.boolean())
    .map(([type, optional]) =>
      optional ? { schema: { ...type.schema, optional }, value: fc.option(type.value, { nil: null }) } : type,
    );
}

function array(depth: number, path: string): fc.Arbitrary<Typed> {
  return typed(depth - 1, `${path}i`).map(({ schema, value }) =>
    required('ARRAY', fc.array(value, { maxLength: 4 }), { valueSchema: schema }),
  );
}

function map(depth: number, path: string): fc.Arbitrary<Typed> {
  return fc.tuple(typed(depth - 1, `${path}v`), fc.boolean()).map(([{ schema, value }, hasText]) => {
    const keys = hasText ? fc.string() : fc.integer();
    const keySchema: Schema = hasText ? STRING_SCHEMA : { type: 'INT32', optional: false };
    const entries = fc
      .array(fc.tuple(keys, value), { maxLength: 4 })
      .map((pairs) => new Map<unknown, unknown>(pairs));
    return required('MAP', entries, { keySchema, valueSchema: schema, name: hasText ? 'n.M' : `n.M${path}` });
  });
}

function struct(depth: number, path: string): fc.Arbitrary<Typed> {
  const fields = Array.from({ length: 4 }, (_, at) => typed(depth - 1, `${path}${at}`));
  return fc.tuple(fc.nat({ max: 4 }), ...fields).map(([count, ...all]) => {
    const used = all.slice(0, count);
    const named = used.map(({ schema }, at) => ({ name: `f${at}`, schema }));
    const schema: Schema = {
      type: 'STRUCT',
      optional: false,
      name: `n.S${path}`,
      fields: buildFields(named),
    };
    const value = fc.tuple(...used.map((field) => field.value)).map((values) => {
      const made = new Struct(schema);
      for (const [at, item] of values.entries()) made.put(`f${at}`, item);
      return made;
    });
    return required('STRUCT', value, schema);
  });
}

const typedValue = typed(3, '_').chain(({ schema, value }) => fc.tuple(fc.constant(schema), value));

function write(schema: Schema, value: unknown): { text: string; bytes: Buffer } {
  const text = toAvroSchema(schema, OPTIONS);
  const output = new AvroOutput();
  writerOf(schema, parseAvro([text]))(output, value);
  return { text, bytes: output.take() };
}

function read(text: string, bytes: Buffer) {
  const { schema, read: readValue } = fromAvro(parseAvro([text]), OPTIONS);
  const input = new AvroInput().reset(bytes, 0, bytes.length);
  return { schema, value: readValue(input, schema), remaining: input.remaining };
}

/** What somebody else's decoder needs to read longs of all sizes. */
const LONG = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => Buffer.from(new BigInt64Array([BigInt(value)]).buffer),
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint' || Number.isInteger(value),
  compare: (a: bigint, b: bigint) => Number(a - b),
});

/** Data as plain as possible, whichever schema objects it hangs on. */
function plain(value: unknown): unknown {
  if (value instanceof Struct)
    return (value.schema.fields ?? []).map(({ name }) => [name, plain(value.get(name))]);
  if (value instanceof Map) return [...value].map(([key, item]) => [plain(key), plain(item)]);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Decimal) return `${value.unscaled}/${value.scale}`;
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

function readsOrRefuses(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DataException)) throw error;
  }
}

const anything = fc.anything({
  ...{
    maxDepth: 3,
    withBigInt: false,
    withDate: false,
    withMap: false,
    withSet: false,
    withNullPrototype: false,
  },
  values: [fc.string(), fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)],
});

/** Schemas, data and messages in Avro. */
export const AVRO_TARGETS: readonly FuzzTarget[] = [
  target(
    'Avro brings back schema and data, and another decoder reads all of it',
    [typedValue],
    ([schema, value]) => {
      const { text, bytes } = write(schema, value);
      const back = read(text, bytes);
      if (!isDeepStrictEqual(plain(back.value), plain(value)))
        throw new Error(`The data came back otherwise: ${text}`);
      if (back.remaining > 0) throw new Error('Not all of it was read');
      if (!isDeepStrictEqual(withoutGaps(back.schema), withoutGaps(schema)))
        throw new Error(`Another schema: ${text}`);
      const typeHook = (node: unknown) => {
        const isLong = node === 'long' || (node as { type?: unknown }).type === 'long';
        return isLong ? LONG : undefined;
      };
      avsc.Type.forSchema(JSON.parse(text), { wrapUnions: true, typeHook: typeHook as never }).fromBuffer(
        bytes,
      );
    },
  ),
  target(
    'damaged Avro data is read or refused',
    [typedValue, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean()],
    ([schema, value], at, change, isCut) => {
      const { text, bytes } = write(schema, value);
      if (bytes.length === 0) return;
      const index = at % bytes.length;
      const damaged = isCut ? bytes.subarray(0, index) : Buffer.from(bytes);
      if (!isCut) damaged[index] = (damaged[index] ?? 0) ^ change;
      readsOrRefuses(() => read(text, damaged));
    },
  ),
  target('data without a schema comes back from Avro', [anything], (value) => {
    const output = new AvroOutput();
    writeAnything(output, value);
    const bytes = output.take();
    const back = readAnything(new AvroInput().reset(bytes, 0, bytes.length)).value;
    if (!isDeepStrictEqual(sorted(back), sorted(value))) throw new Error('It came back otherwise');
  }),
  target(
    'any text is an Avro schema or is refused',
    [fc.oneof(fc.json({ maxDepth: 4 }), avroText())],
    (text) => {
      readsOrRefuses(() => {
        const { schema } = fromAvro(parseAvro([text]), OPTIONS);
        toAvroSchema(schema, OPTIONS);
      });
    },
  ),
];

function withoutGaps(schema: Schema): unknown {
  return JSON.parse(JSON.stringify(schema, (_, value) => (value === undefined ? undefined : value)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.entries(value).map(([key, item]) => [key, sorted(item)]);
}

/** JSON that is nearly an Avro schema. */
function avroText(): fc.Arbitrary<string> {
  const names = fc.constantFrom('int', 'long', 'string', 'bytes', 'null', 'A', 'n.A', 'record', 'x');
  const { schema } = fc.letrec((tie) => ({
    schema: fc.oneof({ depthSize: 'small' }, names, fc.array(tie('schema'), { maxLength: 3 }), tie('object')),
    object: fc.record(
      {
        type: fc.oneof(
          fc.constantFrom('record', 'enum', 'fixed', 'array', 'map', 'int', 'bytes'),
          tie('schema'),
        ),
        name: fc.constantFrom('A', 'B', 'n.A', '', 7),
        namespace: fc.constantFrom('n', '', null),
        fields: fc.array(
          fc.record(
            {
              name: fc.constantFrom('a', 'b', 1),
              type: tie('schema'),
              default: fc.jsonValue({ maxDepth: 1 }),
            },
            { requiredKeys: ['name'] },
          ),
          { maxLength: 3 },
        ),
        symbols: fc.array(fc.constantFrom('X', 'Y')),
        size: fc.constantFrom(0, 4, -1, 'x'),
        items: tie('schema'),
        values: tie('schema'),
        logicalType: fc.constantFrom('decimal', 'date', 'timestamp-millis', 7),
        scale: fc.constantFrom(0, 2, 'x'),
        'connect.type': fc.constantFrom('int8', 'x', 1),
        'connect.version': fc.constantFrom(1, 'x'),
        'connect.parameters': fc.constantFrom({ a: 'b' }, { a: 1 }, 7),
        'connect.default': fc.jsonValue({ maxDepth: 1 }),
        'connect.name': fc.constantFrom('n.B', 7),
      },
      { requiredKeys: ['type'] },
    ),
  }));
  return schema.map((json) => JSON.stringify(json));
}
