import { expect, it } from 'vitest';
import { aRecord, configured, messagesOf } from '../../testing/transforms.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

const int: Schema = { type: 'INT32', optional: false };
const schema: Schema = {
  type: 'STRUCT',
  optional: false,
  fields: buildFields(['a', 'b', 'c'].map((name) => ({ name, schema: int }))),
};

it('makes a map of members the key; absent ones are null', () => {
  const record = configured('ValueToKey', { fields: 'a,x' }).apply(
    aRecord({ value: { a: 1, b: 2 }, key: 'old' }),
  );
  expect(record).toMatchObject({ keySchema: null, key: { a: 1, x: null }, value: { a: 1, b: 2 } });
});

it('makes a Struct of fields the key, in the order of the option', () => {
  const value = new Struct(schema).put('a', 1).put('b', 2).put('c', 3);
  const record = configured('ValueToKey', { fields: 'c,a' }).apply(aRecord({ valueSchema: schema, value }));
  expect(String(record?.key)).toBe('Struct{c=3,a=1}');
  expect(record?.keySchema?.fields?.map(({ name }) => name)).toEqual(['c', 'a']);
  expect(record?.value).toBe(value);
});

it('fails on a field the schema does not have, and on tombstones', () => {
  const toKey = configured('ValueToKey', { fields: 'x' });
  expect(() => toKey.apply(aRecord({ valueSchema: schema, value: new Struct(schema) }))).toThrow(
    'Field does not exist: x',
  );
  expect(() => toKey.apply(aRecord())).toThrow(
    'Only Map objects supported in absence of schema for [copying fields from value to key], found: null',
  );
});

it('needs at least one field', () => {
  expect(messagesOf('ValueToKey', { fields: '' })).toEqual({
    fields: ["Configuration 'fields' must not be empty. Valid values include: any non-empty value"],
  });
});
