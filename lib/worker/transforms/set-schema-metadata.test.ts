import { expect, it } from 'vitest';
import { aRecord, configured } from '../../testing/transforms.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

const schema: Schema = {
  type: 'STRUCT',
  optional: true,
  name: 'old',
  version: 1,
  doc: 'd',
  fields: buildFields([{ name: 'a', schema: { type: 'INT32', optional: false } }]),
};

it('gives the schema another name and version, and the Struct that schema', () => {
  const set = configured('SetSchemaMetadata$Value', { 'schema.name': 'foo', 'schema.version': '42' });
  const record = set.apply(aRecord({ valueSchema: schema, value: new Struct(schema).put('a', 5) }));
  expect(record?.valueSchema).toEqual({ ...schema, name: 'foo', version: 42 });
  expect(record?.value).toMatchObject({ schema: record?.valueSchema });
  expect(String(record?.value)).toBe('Struct{a=5}');
});

it('changes only what is asked for, for data that is no Struct too', () => {
  const keySchema: Schema = { type: 'ARRAY', optional: false, valueSchema: schema, name: 'x', version: 3 };
  const record = configured('SetSchemaMetadata$Key', { 'schema.name': 'y' }).apply(
    aRecord({ keySchema, key: [] }),
  );
  expect(record).toMatchObject({ keySchema: { ...keySchema, name: 'y' }, key: [] });
});

it('passes tombstones without schema untouched, and needs a schema otherwise', () => {
  const set = configured('SetSchemaMetadata$Value', { 'schema.version': '1' });
  const tombstone = aRecord();
  expect(set.apply(tombstone)).toBe(tombstone);
  expect(() => set.apply(aRecord({ value: 1 }))).toThrow('Schema required for [updating schema metadata]');
});

it('fails to start with nothing to set', () => {
  expect(() => configured('SetSchemaMetadata$Value', {})).toThrow(
    'Neither schema name nor version configured',
  );
});
