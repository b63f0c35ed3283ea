import { expect, it } from 'vitest';
import { aRecord, configured, messagesOf } from '../../testing/transforms.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

const text: Schema = { type: 'STRING', optional: true };
const schema: Schema = {
  type: 'STRUCT',
  optional: false,
  name: 'n',
  fields: buildFields(['dont', 'abc', 'foo', 'etc'].map((name) => ({ name, schema: text }))),
};
const CONFIG = { exclude: 'dont', include: 'abc,foo,dont', renames: 'abc:xyz,foo:bar' };

it('excludes before it includes, and renames what is left', () => {
  const value = { dont: 1, abc: 2, foo: 3, etc: 4 };
  expect(configured('ReplaceField$Value', CONFIG).apply(aRecord({ value }))?.value).toEqual({
    xyz: 2,
    bar: 3,
  });
  expect(configured('ReplaceField$Value', { exclude: 'abc' }).apply(aRecord({ value }))?.value).toEqual({
    dont: 1,
    foo: 3,
    etc: 4,
  });
});

it('does the same to a Struct and its schema, in the fields’ order', () => {
  const key = new Struct(schema).put('dont', 'd').put('abc', 'a').put('foo', 'f');
  const record = configured('ReplaceField$Key', CONFIG).apply(aRecord({ keySchema: schema, key }));
  expect(String(record?.key)).toBe('Struct{xyz=a,bar=f}');
  expect(record?.keySchema).toMatchObject({ name: 'n', fields: [{ name: 'xyz' }, { name: 'bar' }] });
});

it('swaps the names of two fields', () => {
  const swap = configured('ReplaceField$Value', { renames: 'abc:foo,foo:abc', include: 'abc,foo' });
  const value = new Struct(schema).put('abc', 'a').put('foo', 'f');
  expect(String(swap.apply(aRecord({ valueSchema: schema, value }))?.value)).toBe('Struct{foo=a,abc=f}');
});

it('passes null and tombstones through untouched', () => {
  const record = aRecord({ valueSchema: schema });
  expect(configured('ReplaceField$Value', CONFIG).apply(record)).toBe(record);
});

it('checks its options in Apache’s words', () => {
  expect(messagesOf('ReplaceField$Value', { exclude: 'a,a', include: 'a,,b', renames: 'x:y:z' })).toEqual({
    exclude: ["Configuration 'exclude' values must not be duplicated."],
    include: ["Configuration 'include' values must not be empty."],
    renames: ['Invalid value [x:y:z] for configuration renames: Invalid rename mapping: x:y:z'],
  });
});
