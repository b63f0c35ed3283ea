import { expect, it } from 'vitest';
import { aRecord, configured, messagesOf } from '../../testing/transforms.ts';

it('casts members of a map and leaves the others and the input as they are', () => {
  const value = { a: '1', b: 2.7, c: 'same', d: null };
  const cast = configured('Cast$Value', { spec: 'a:int8,b:int32,d:string' });
  expect(cast.apply(aRecord({ value }))?.value).toEqual({ a: 1, b: 2, c: 'same', d: null });
  expect(value.a).toBe('1');
});

it('casts a Map to a Map', () => {
  const value = new Map<string, unknown>([['a', 5]]);
  expect(configured('Cast$Value', { spec: 'a:string' }).apply(aRecord({ value }))?.value).toEqual(
    new Map([['a', '5']]),
  );
});

it('casts the whole key and leaves the value alone', () => {
  const record = configured('Cast$Key', { spec: 'int64' }).apply(aRecord({ key: '42', value: 'v' }));
  expect(record).toMatchObject({ key: 42, value: 'v', keySchema: null });
});

it('passes null and tombstones through untouched', () => {
  const record = aRecord({ valueSchema: { type: 'STRING', optional: true } });
  expect(configured('Cast$Value', { spec: 'int8' }).apply(record)).toBe(record);
});

it('keeps every digit of a long', () => {
  const cast = configured('Cast$Value', { spec: 'string' });
  expect(cast.apply(aRecord({ value: 9223372036854775807n }))?.value).toBe('9223372036854775807');
});

it('builds the new schema once for each schema it is given', () => {
  const valueSchema = { type: 'INT32', optional: true, defaultValue: 7 } as const;
  const cast = configured('Cast$Value', { spec: 'string' });
  const schemas = [1, 2].map((value) => cast.apply(aRecord({ valueSchema, value }))?.valueSchema);
  expect(schemas[0]).toBe(schemas[1]);
  expect(schemas[0]).toEqual({ type: 'STRING', optional: true, defaultValue: '7' });
});

it.each<[unknown, string]>([
  [
    ['x'],
    'Cast transformation does not support casting from ARRAY; supported types are [INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES]',
  ],
  [
    new Date(0),
    "Cast transformation was passed a value of type class java.util.Date which is not supported by Connect's data API",
  ],
  [Uint8Array.of(1), 'Unexpected type in Cast transformation: class [B'],
  ['128', 'Value (128) was out of range for requested data type'],
])('refuses %j in Apache’s words', (value, message) => {
  expect(() => configured('Cast$Value', { spec: 'int8' }).apply(aRecord({ value }))).toThrow(message);
});

it('wants a map when fields are cast', () => {
  expect(() => configured('Cast$Value', { spec: 'a:int8' }).apply(aRecord({ value: 'text' }))).toThrow(
    'Only Map objects supported in absence of schema for [cast types], found: java.lang.String',
  );
});

it.each<[string, string]>([
  ['', 'Must specify at least one field to cast.'],
  [
    'foo',
    'Invalid value java.lang.IllegalArgumentException: No enum constant org.apache.kafka.connect.data.Schema.Type.FOO for configuration Invalid type found in casting spec: foo',
  ],
  ['a:b:c', 'Invalid value [a:b:c] for configuration renames: Invalid rename mapping: a:b:c'],
  [
    'int8,a:int8',
    'Cast transformations that specify a type to cast the entire value to may only specify a single cast in their spec',
  ],
  [
    'a:bytes',
    'Cast transformation does not support casting to BYTES; supported types are [INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING]',
  ],
])('refuses the spec %j in Apache’s words', (spec, message) => {
  expect(messagesOf('Cast$Value', { spec })).toEqual({ spec: [message] });
});
