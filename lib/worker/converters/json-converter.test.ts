import { expect, it } from 'vitest';
import type { Config } from '../api/connector.ts';
import { DATE, DECIMAL, Decimal, TIMESTAMP } from '../api/logical-types.ts';
import { buildFields, type Schema, STRING_SCHEMA } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import { jsonConverter } from './json-converter.ts';

function converter(config: Config = {}) {
  const created = jsonConverter.create();
  created.configure(config, false);
  return created;
}

const required = (type: Schema['type'], more: Partial<Schema> = {}): Schema => ({
  type,
  optional: false,
  ...more,
});
const int32 = required('INT32');
const text = (bytes: Uint8Array | string | null) => (bytes === null ? null : Buffer.from(bytes).toString());
const write = (schema: Schema | null, value: unknown, config?: Config) =>
  text(converter(config).fromConnectData('t', schema, value));
const read = (json: string, config?: Config) => converter(config).toConnectData('t', Buffer.from(json));

const user = required('STRUCT', {
  optional: true,
  name: 'com.ex.User',
  version: 1,
  doc: 'd',
  parameters: { p: 'v' },
  fields: buildFields([
    { name: 'id', schema: required('INT64') },
    { name: 'n', schema: { type: 'STRING', optional: true, doc: 'fd', defaultValue: 'x' } },
  ]),
});
const decimal = required('BYTES', { name: DECIMAL, version: 1, parameters: { scale: '2' } });

it.each<[string, Schema | null, unknown, string]>([
  ['boolean', required('BOOLEAN'), true, '{"schema":{"type":"boolean","optional":false},"payload":true}'],
  ['float', required('FLOAT32'), 1.5, '{"schema":{"type":"float","optional":false},"payload":1.5}'],
  [
    'bytes',
    required('BYTES'),
    Buffer.from('test'),
    '{"schema":{"type":"bytes","optional":false},"payload":"dGVzdA=="}',
  ],
  [
    'array',
    required('ARRAY', { valueSchema: int32 }),
    [1, 2],
    '{"schema":{"type":"array","items":{"type":"int32","optional":false},"optional":false},"payload":[1,2]}',
  ],
  [
    'map with other keys',
    required('MAP', { keySchema: int32, valueSchema: int32 }),
    new Map([[1, 12]]),
    '{"schema":{"type":"map","keys":{"type":"int32","optional":false},"values":{"type":"int32","optional":false},"optional":false},"payload":[[1,12]]}',
  ],
  [
    'struct',
    user,
    new Struct(user).put('id', 5),
    '{"schema":{"type":"struct","fields":[{"type":"int64","optional":false,"field":"id"},{"type":"string","optional":true,"doc":"fd","default":"x","field":"n"}],"optional":true,"name":"com.ex.User","version":1,"doc":"d","parameters":{"p":"v"}},"payload":{"id":5,"n":"x"}}',
  ],
  [
    'decimal',
    decimal,
    Decimal.parse('1.56'),
    '{"schema":{"type":"bytes","optional":false,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2"}},"payload":"AJw="}',
  ],
  [
    'date',
    required('INT32', { name: DATE, version: 1 }),
    new Date(86_400_000 * 3),
    '{"schema":{"type":"int32","optional":false,"name":"org.apache.kafka.connect.data.Date","version":1},"payload":3}',
  ],
  ['schemaless', null, { a: 1 }, '{"schema":null,"payload":{"a":1}}'],
])('writes %s with its schema and reads it back', (_name, schema, value, json) => {
  expect(write(schema, value)).toBe(json);
  const back = read(json);
  expect(write(back.schema, back.value)).toBe(json);
});

it('keeps integers of 64 bits exact in both directions', () => {
  const config = { 'schemas.enable': 'false' };
  expect(read('{"n":9007199254740993}', config).value).toEqual({ n: 9007199254740993n });
  expect(write(null, { n: 9007199254740993n }, config)).toBe('{"n":9007199254740993}');
});

it('writes a tombstone only for no schema and no value', () => {
  expect(write(null, null)).toBeNull();
  expect(write({ ...STRING_SCHEMA, optional: true }, null, { 'schemas.enable': 'false' })).toBe('null');
  expect(converter().toConnectData('t', null)).toEqual({ schema: null, value: null });
});

it('writes decimals as numbers when asked', () => {
  const config = { 'schemas.enable': 'false', 'decimal.format': 'numeric' };
  expect(write(decimal, Decimal.parse('-0.05'), config)).toBe('-0.05');
});

it('keeps a null that has a default when told not to replace it', () => {
  const config = { 'schemas.enable': 'false', 'replace.null.with.default': 'false' };
  expect(write(user, new Struct(user).put('id', 5), config)).toBe('{"id":5,"n":null}');
});

it('reads logical types to dates', () => {
  const schema = `{"type":"int64","optional":false,"name":"${TIMESTAMP}","version":1}`;
  expect(read(`{"schema":${schema},"payload":1000}`).value).toEqual(new Date(1000));
});

it.each([
  [
    '{"a":1}',
    /^JsonConverter with schemas\.enable requires "schema" and "payload" fields and may not contain/,
  ],
  ['', /^JsonConverter with schemas\.enable requires/],
  ['{', /^Converting byte\[\] to Kafka Connect data failed due to serialization error: $/],
  ['{"schema":{"type":"odd"},"payload":1}', /^Unknown schema type: odd$/],
  [
    '{"schema":{"type":"int32","optional":false},"payload":null}',
    /^Invalid null value for required INT32 field$/,
  ],
  ['{"schema":{"type":"struct"},"payload":{}}', /^Struct schema's "fields" argument is not an array\.$/],
  [
    '{"schema":{"type":"struct","fields":[{}]},"payload":{}}',
    /^Struct schema's field name not specified properly$/,
  ],
])('refuses %s in Kafka’s words', (json, message) => {
  expect(() => read(json)).toThrow(message);
});

it('reads defaults beyond 2^53 exactly, and refuses a default that is no value of its type', () => {
  const envelope = (schema: string) => `{"schema":${schema},"payload":null}`;
  const long = '{"type":"int64","optional":false,"default":9223372036854775807}';
  expect(read(envelope(long)).value).toBe(9_223_372_036_854_775_807n);
  expect(() => read(envelope('{"type":"bytes","optional":false,"default":[]}'))).toThrow(
    'Invalid default value',
  );
  expect(read(envelope('{"type":"bytes","optional":true,"default":[]}')).value).toBeNull();
});
