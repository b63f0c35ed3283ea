import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DECIMAL, Decimal } from '../../api/logical-types.ts';
import type { Schema } from '../../api/schema.ts';
import { Struct } from '../../api/struct.ts';
import { AvroInput } from './avro-input.ts';
import { parseAvro } from './avro-node.ts';
import { AvroOutput } from './avro-output.ts';
import { writerOf } from './avro-writer.ts';
import { fromAvro } from './from-avro.ts';
import { toAvroSchema } from './to-avro-schema.ts';

const OPTIONS = { hasMetaData: true, isEnhanced: false };
const HEADER_BYTES = 5;
const FIXTURE = new URL('../../../testing/fixtures/avro/confluent-python.json', import.meta.url);
const MESSAGES = (JSON.parse(readFileSync(FIXTURE, 'utf8')) as { schema: unknown; hex: string }[]).map(
  ({ schema, hex }) => ({ text: JSON.stringify(schema), bytes: Buffer.from(hex, 'hex') }),
);

function read(text: string, bytes: Buffer) {
  const { schema, read: readValue } = fromAvro(parseAvro([text]), OPTIONS);
  return { schema, value: readValue(new AvroInput().reset(bytes, HEADER_BYTES, bytes.length), schema) };
}

describe('messages that Confluent’s Python client wrote', () => {
  it('are read field by field', () => {
    const [first, second, third, text, long] = MESSAGES.map(
      (message) => read(message.text, message.bytes).value,
    );
    const valuesOf = (value: unknown) => {
      const struct = value as Struct;
      return Object.fromEntries((struct.schema.fields ?? []).map(({ name }) => [name, struct.get(name)]));
    };
    expect(valuesOf(first)).toMatchObject({
      ...{
        id: 7,
        small: -1,
        paid: true,
        weight: 1.5,
        price: 9.99,
        note: 'für Ann',
        raw: Buffer.from([0, 255]),
      },
      ...{ tags: ['a', 'b'], counts: new Map([['x', 1]]), state: 'DONE', total: Decimal.parse('-12.34') },
      ...{ day: new Date('2024-02-29'), at: new Date('2024-02-29T12:30:15.123Z') },
      ...{ hour: new Date('1970-01-01T23:59:59.999Z'), code: Buffer.from('abc') },
    });
    expect(String(valuesOf(first).address)).toBe('Struct{street=Main St 1}');
    expect(String(valuesOf(first).key)).toBe('Struct{string=k}');
    expect(valuesOf(second)).toMatchObject({
      ...{
        id: 2n ** 63n - 1n,
        small: -(2 ** 31),
        note: null,
        address: null,
        key: null,
        tags: [],
        counts: new Map(),
      },
    });
    expect(valuesOf(third)).toMatchObject({ id: -(2n ** 63n), at: new Date('1969-12-31') });
    expect((valuesOf(third).key as Struct).get('long')).toBe(2n ** 53n + 1n);
    expect([text, long]).toEqual(['just text', 2 ** 40]);
  });

  it('are written by us byte for byte', () => {
    for (const { text, bytes } of MESSAGES) {
      const { schema, value } = read(text, bytes);
      const output = new AvroOutput();
      writerOf(schema, parseAvro([text]))(output, value);
      expect(output.take().toString('hex')).toBe(bytes.subarray(HEADER_BYTES).toString('hex'));
    }
  });
});

const field = (name: string, schema: Schema, index = 0) => ({ name, index, schema });
const INT: Schema = { type: 'INT32', optional: false };

describe('the Avro schema of a Connect schema', () => {
  const avroOf = (schema: Schema, options = OPTIONS) => JSON.parse(toAvroSchema(schema, options));

  it('keeps what only Connect knows', () => {
    const decimal: Schema = {
      type: 'BYTES',
      optional: false,
      name: DECIMAL,
      version: 1,
      parameters: { scale: '2' },
    };
    expect(avroOf(decimal)).toEqual({
      ...{ type: 'bytes', scale: 2, precision: 64, logicalType: 'decimal' },
      ...{ 'connect.version': 1, 'connect.parameters': { scale: '2' }, 'connect.name': DECIMAL },
    });
    expect(avroOf({ type: 'INT8', optional: true })).toEqual([
      'null',
      { type: 'int', 'connect.type': 'int8' },
    ]);
    expect(avroOf(decimal, { ...OPTIONS, hasMetaData: false })).toEqual({
      ...{ type: 'bytes', scale: 2, precision: 64, logicalType: 'decimal' },
    });
  });

  it('puts a default first in its union, and says null where there is none', () => {
    const fields = [
      field('a', { ...INT, optional: true, defaultValue: 5 }),
      field('b', { ...INT, optional: true }, 1),
      field('c', { type: 'BYTES', optional: false, defaultValue: Buffer.from([255]) }, 2),
    ];
    expect(avroOf({ type: 'STRUCT', optional: false, fields })).toEqual({
      ...{ type: 'record', name: 'ConnectDefault', namespace: 'io.confluent.connect.avro' },
      fields: [
        { name: 'a', type: [{ type: 'int', 'connect.default': 5 }, 'null'], default: 5 },
        { name: 'b', type: ['null', 'int'], default: null },
        { name: 'c', type: { type: 'bytes', 'connect.default': 'ÿ' }, default: 'ÿ' },
      ],
    });
  });

  it('names a record once, and refuses another one of that name', () => {
    const inner: Schema = { type: 'STRUCT', optional: false, name: 'n.In', fields: [field('x', INT)] };
    const outer = (second: Schema): Schema => ({
      ...{ type: 'STRUCT', optional: false, name: 'n.Out' },
      fields: [field('a', inner), field('b', second, 1)],
    });
    expect(avroOf(outer({ ...inner, optional: true })).fields[1].type).toEqual(['null', 'n.In']);
    const other: Schema = { ...inner, fields: [field('y', INT)] };
    expect(() => avroOf(outer(other))).toThrow("Can't redefine: n.In");
  });

  it('refuses data that is not of its schema by the field', () => {
    const schema: Schema = { type: 'STRUCT', optional: false, fields: [field('x', INT)] };
    const write = writerOf(schema, parseAvro([toAvroSchema(schema, OPTIONS)]));
    const put = (value: unknown) => write(new AvroOutput(), new Struct(schema).put('x', value));
    expect(() => put('7')).toThrow('Invalid value for field x: Invalid type for INT32: String');
    expect(() => put(2 ** 31)).toThrow('Invalid value for field x: 2147483648 is too large for an int');
    expect(() => put(null)).toThrow('Invalid value for field x: Found null value for non-optional schema');
  });
});

describe('the Connect schema of an Avro schema', () => {
  const schemaOf = (avro: unknown, options = OPTIONS) =>
    fromAvro(parseAvro([JSON.stringify(avro)]), options, 3).schema;

  it('has the registry’s version unless it says one of its own', () => {
    expect(schemaOf('string')).toMatchObject({ type: 'STRING', optional: false, version: 3 });
    expect(schemaOf({ type: 'string', 'connect.version': 9 }).version).toBe(9);
    expect(schemaOf({ type: 'long', logicalType: 'timestamp-millis' }).version).toBe(1);
  });

  it('tells a default of the field from one of Connect', () => {
    const record = {
      type: 'record',
      name: 'A',
      fields: [{ name: 'x', type: 'int', default: 4, doc: 'a number' }],
    };
    expect(schemaOf(record)).toMatchObject({
      parameters: { 'io.confluent.connect.avro.field.doc.x': 'a number' },
      fields: [
        { schema: { defaultValue: 4, parameters: { 'io.confluent.connect.avro.field.default': 'true' } } },
      ],
    });
  });

  it('makes a struct of a union, whose members are named in full when that is asked for', () => {
    const union = ['null', 'int', { type: 'record', name: 'B', namespace: 'n', fields: [] }];
    const names = (schema: Schema) => schema.fields?.map(({ name }) => name);
    expect(names(schemaOf(union))).toEqual(['int', 'B']);
    expect(names(schemaOf(union, { ...OPTIONS, isEnhanced: true }))).toEqual(['int', 'n.B']);
    expect(schemaOf(union)).toMatchObject({
      type: 'STRUCT',
      optional: true,
      name: 'io.confluent.connect.avro.Union',
    });
  });

  it('says what it cannot be', () => {
    const self = { type: 'record', name: 'Tree', fields: [{ name: 'left', type: ['null', 'Tree'] }] };
    expect(() => schemaOf(self)).toThrow('The Avro record Tree contains itself');
    expect(() => schemaOf('null')).toThrow('Standalone null schemas are not supported');
    expect(() => schemaOf({ type: 'array', items: 'Unknown' })).toThrow(
      'names a type Unknown that is not defined',
    );
  });
});

it('names what is no Avro schema, whatever JSON it is', () => {
  const reason = (text: string) => {
    try {
      return String(fromAvro(parseAvro([text]), OPTIONS));
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(reason('-9007199254740993')).toBe('No Avro schema: -9007199254740993');
  expect(reason('{"type":"int","connect.parameters":[9007199254740993]}')).toBe(
    'Expected JSON object for schema parameters but found: [9007199254740993]',
  );
});
