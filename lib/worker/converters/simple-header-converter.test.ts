import { expect, it } from 'vitest';
import { Decimal } from '../api/logical-types.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import { parseLiteral } from '../api/values.ts';
import { simpleHeaderConverter } from './simple-header-converter.ts';

const converter = simpleHeaderConverter.create();
const write = (value: unknown, schema: Schema | null = null) => {
  const bytes = converter.fromConnectHeader('t', 'h', { schema, value });
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
};
const read = (text: string) => converter.toConnectHeader('t', 'h', Buffer.from(text));

it.each([
  '1',
  '-300',
  '1.5',
  '0.1',
  'true',
  'text: with, [all] "sorts"',
  '2020-01-01',
  '10:00:00.000Z',
  '2020-01-01T00:00:00.001Z',
  '[1,2]',
  '{"a":1,"b":2}',
  '[["x"]]',
  '99999999999999999999',
])('writes what it read from %s as it was', (text) => {
  const { schema, value } = read(text);
  expect(write(value, schema)).toBe(text);
});

it('writes data without schema, bytes, decimals and Structs', () => {
  const schema: Schema = {
    type: 'STRUCT',
    optional: false,
    fields: buildFields([
      { name: 'f', schema: { type: 'FLOAT64', optional: false } },
      { name: 's', schema: { type: 'STRING', optional: true } },
    ]),
  };
  expect(write(new Struct(schema).put('f', 1).put('s', 'a"b'), schema)).toBe('{"f":1.0,"s":"a\\"b"}');
  expect(write({ a: [null, 'x'] })).toBe('{"a":[null,"x"]}');
  expect(write(Uint8Array.of(1, 2))).toBe('AQI=');
  expect(write(Decimal.parse('1.50'))).toBe('1.50');
  expect(write(9223372036854775807n)).toBe('9223372036854775807');
});

it('keeps null, and reads the word as null', () => {
  expect(write(null)).toBeNull();
  expect(converter.toConnectHeader('t', 'h', null)).toEqual({ schema: null, value: null });
  expect(read('null')).toEqual(parseLiteral('null'));
});
