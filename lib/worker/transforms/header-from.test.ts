import { expect, it } from 'vitest';
import { aRecord, configured, messagesOf } from '../../testing/transforms.ts';
import type { ConnectHeader } from '../api/record.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

const header = (key: string, value: unknown = key): ConnectHeader => ({ key, schema: null, value });
const schema: Schema = {
  type: 'STRUCT',
  optional: false,
  fields: buildFields([
    { name: 'a', schema: { type: 'STRING', optional: false } },
    { name: 'b', schema: { type: 'STRING', optional: true, defaultValue: 'db' } },
  ]),
};

it('DropHeaders takes off every header of the names, and nothing else', () => {
  const drop = configured('DropHeaders', { headers: 'a,b' });
  const record = aRecord({ headers: [header('a', 1), header('c'), header('a', 2), header('A')] });
  expect(drop.apply(record)?.headers).toEqual([header('c'), header('A')]);
  expect(record.headers).toHaveLength(4);
});

it('InsertHeader adds after the headers there are, even of the same name, with the type of the literal', () => {
  const insert = configured('InsertHeader', { header: 'h', 'value.literal': '1.5' });
  expect(insert.apply(aRecord({ headers: [header('h')] }))?.headers).toEqual([
    header('h'),
    { key: 'h', schema: { type: 'FLOAT32', optional: false }, value: 1.5 },
  ]);
});

it.each(['move', 'copy'])(
  'HeaderFrom with %s puts members of a map into headers, absent ones as null',
  (operation) => {
    const from = configured('HeaderFrom$Value', { fields: 'a,x', headers: 'h1,h2', operation });
    const record = from.apply(aRecord({ value: { a: 1, b: 2 }, headers: [header('h1')] }));
    expect(record?.headers).toEqual([header('h1'), header('h1', 1), header('h2', null)]);
    expect(record?.value).toEqual(operation === 'move' ? { b: 2 } : { a: 1, b: 2 });
  },
);

it('HeaderFrom gives headers the field’s schema and reads its default', () => {
  const from = configured('HeaderFrom$Key', { fields: 'b', headers: 'h', operation: 'move' });
  const record = from.apply(aRecord({ keySchema: schema, key: new Struct(schema).put('a', 'x') }));
  expect(record?.headers).toEqual([{ key: 'h', schema: schema.fields?.[1]?.schema, value: 'db' }]);
  expect(String(record?.key)).toBe('Struct{a=x}');
  expect(record?.keySchema?.fields?.map(({ name }) => name)).toEqual(['a']);
});

it('HeaderFrom fails on a field the schema does not have', () => {
  const from = configured('HeaderFrom$Value', { fields: 'x', headers: 'h', operation: 'copy' });
  const record = aRecord({ valueSchema: schema, value: new Struct(schema) });
  expect(() => from.apply(record)).toThrow('Field does not exist: x');
});

it('HeaderFrom fails to start with fields and headers of different number', () => {
  expect(() => configured('HeaderFrom$Value', { fields: 'a', headers: 'b,c', operation: 'move' })).toThrow(
    "'fields' config must have the same number of elements as 'headers' config.",
  );
});

it('checks its options in Apache’s words', () => {
  expect(messagesOf('DropHeaders', {})).toEqual({
    headers: [
      'Missing required configuration "headers" which has no default value.',
      "Configuration 'headers' values must not be null.",
    ],
  });
  expect(messagesOf('DropHeaders', { headers: '' })).toEqual({
    headers: ["Configuration 'headers' must not be empty. Valid values include: any non-empty value"],
  });
  expect(messagesOf('DropHeaders', { headers: 'a,a' })).toEqual({
    headers: ["Configuration 'headers' values must not be duplicated."],
  });
  expect(messagesOf('InsertHeader', { header: 'h' })).toEqual({
    'value.literal': [
      'Missing required configuration "value.literal" which has no default value.',
      'Invalid value null for configuration value.literal: entry must be non null',
    ],
  });
  expect(messagesOf('HeaderFrom$Value', { fields: '', headers: 'a,a', operation: 'x' })).toEqual({
    fields: ['Invalid value [] for configuration fields: Empty list'],
    operation: ['Invalid value x for configuration operation: String must be one of: move, copy'],
  });
});
