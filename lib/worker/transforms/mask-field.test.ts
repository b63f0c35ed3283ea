import { expect, it } from 'vitest';
import { aRecord, configured, messagesOf } from '../../testing/transforms.ts';
import { DECIMAL, Decimal, TIMESTAMP } from '../api/logical-types.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

it('masks every type with nothing of that type', () => {
  const value = {
    int: 42,
    long: 9223372036854775807n,
    float: 1.5,
    text: 'secret',
    flag: true,
    date: new Date(5),
    decimal: Decimal.parse('1.50'),
    list: [1],
    map: { a: 1 },
    none: null,
    other: 'stays',
  };
  const fields = Object.keys(value)
    .filter((name) => name !== 'other')
    .join(',');
  expect(configured('MaskField$Value', { fields }).apply(aRecord({ value }))?.value).toEqual({
    int: 0,
    long: 0,
    float: 0,
    text: '',
    flag: false,
    date: new Date(0),
    decimal: new Decimal(0n, 0),
    list: [],
    map: {},
    none: null,
    other: 'stays',
  });
  expect(value.text).toBe('secret');
});

it('masks with a replacement as the field’s type', () => {
  const schema: Schema = {
    type: 'STRUCT',
    optional: false,
    fields: buildFields([
      { name: 'byte', schema: { type: 'INT8', optional: false } },
      { name: 'long', schema: { type: 'INT64', optional: false } },
      { name: 'double', schema: { type: 'FLOAT64', optional: false } },
      { name: 'text', schema: { type: 'STRING', optional: true } },
      { name: 'other', schema: { type: 'STRING', optional: true } },
    ]),
  };
  const value = new Struct(schema)
    .put('byte', 1)
    .put('long', 1)
    .put('double', 1)
    .put('text', 'x')
    .put('other', 'o');
  const mask = configured('MaskField$Value', { fields: 'byte,long,double,text', replacement: '300.5' });
  const record = mask.apply(aRecord({ valueSchema: schema, value }));
  expect(String(record?.value)).toBe('Struct{byte=44,long=300,double=300.5,text=300.5,other=o}');
  expect(record?.valueSchema).toBe(schema);
});

it('masks logical types within their schema', () => {
  const schema: Schema = {
    type: 'STRUCT',
    optional: false,
    fields: buildFields([
      { name: 'ts', schema: { type: 'INT64', optional: false, name: TIMESTAMP } },
      {
        name: 'price',
        schema: { type: 'BYTES', optional: false, name: DECIMAL, parameters: { scale: '2' } },
      },
    ]),
  };
  const value = new Struct(schema).put('ts', new Date(5)).put('price', Decimal.parse('9.99'));
  const masked = configured('MaskField$Key', { fields: 'ts,price' }).apply(
    aRecord({ keySchema: schema, key: value }),
  )?.key as Struct;
  expect([masked.get('ts'), String(masked.get('price'))]).toEqual([new Date(0), '0.00']);
});

it.each<[unknown, string | undefined, string]>([
  [Uint8Array.of(1), undefined, 'Cannot mask value of type: class [B'],
  [true, '7', 'Cannot mask value of type class java.lang.Boolean with custom replacement.'],
  [1, 'abc', 'Unable to convert abc (class java.lang.String) to a number'],
])('cannot mask %j with %j', (a, replacement, message) => {
  const config = { fields: 'a', ...(replacement === undefined ? {} : { replacement }) };
  expect(() => configured('MaskField$Value', config).apply(aRecord({ value: { a } }))).toThrow(message);
});

it('does not take tombstones', () => {
  expect(() => configured('MaskField$Value', { fields: 'a' }).apply(aRecord())).toThrow(
    'Only Map objects supported in absence of schema for [mask fields], found: null',
  );
});

it('checks its options in Apache’s words', () => {
  expect(messagesOf('MaskField$Value', { fields: '', replacement: '' })).toEqual({
    fields: ["Configuration 'fields' must not be empty. Valid values include: any non-empty value"],
    replacement: ['Invalid value  for configuration replacement: String must be non-empty'],
  });
});
