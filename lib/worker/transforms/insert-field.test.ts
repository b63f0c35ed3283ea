import { expect, it } from 'vitest';
import { aRecord, configured } from '../../testing/transforms.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

const ALL = {
  'topic.field': 'topic!',
  'partition.field': 'partition',
  'timestamp.field': 'ts?',
  'static.field': 'who',
  'static.value': 'me',
};
const schema: Schema = {
  type: 'STRUCT',
  optional: false,
  name: 'n',
  version: 1,
  doc: 'd',
  fields: buildFields([{ name: 'magic', schema: { type: 'INT64', optional: true } }]),
};

it('adds members to a map, those the record has', () => {
  const insert = configured('InsertField$Value', ALL);
  const value = { magic: 42 };
  expect(insert.apply(aRecord({ value, timestamp: 5, kafkaPartition: 3 }))?.value).toEqual({
    magic: 42,
    topic: 't',
    partition: 3,
    ts: 5,
    who: 'me',
  });
  expect(insert.apply(aRecord({ value, timestamp: null, kafkaPartition: null }))?.value).toEqual({
    magic: 42,
    topic: 't',
    who: 'me',
  });
  expect(value).toEqual({ magic: 42 });
});

it('adds fields to a Struct, optional unless marked with !, and keeps name, version and doc', () => {
  const insert = configured('InsertField$Key', { ...ALL, 'offset.field': 'offset' });
  const record = insert.apply(
    aRecord({ keySchema: schema, key: new Struct(schema).put('magic', 42), timestamp: 5, kafkaOffset: 9 }),
  );
  expect(record?.keySchema).toMatchObject({ name: 'n', version: 1, doc: 'd' });
  expect(record?.keySchema?.fields?.map((f) => [f.name, f.schema.type, f.schema.optional])).toEqual([
    ['magic', 'INT64', true],
    ['topic', 'STRING', false],
    ['partition', 'INT32', true],
    ['offset', 'INT64', true],
    ['ts', 'INT64', true],
    ['who', 'STRING', true],
  ]);
  const key = record?.key as Struct;
  expect([key.get('topic'), key.get('offset'), key.get('ts')]).toEqual(['t', 9, new Date(5)]);
});

it('gives the same schema for the same schema', () => {
  const insert = configured('InsertField$Value', ALL);
  const record = aRecord({ valueSchema: schema, value: new Struct(schema) });
  expect(insert.apply(record)?.valueSchema).toBe(insert.apply(record)?.valueSchema);
});

it('passes null and tombstones through untouched', () => {
  const record = aRecord({ valueSchema: schema });
  expect(configured('InsertField$Value', ALL).apply(record)).toBe(record);
});

it('has no offset for records of sources', () => {
  const insert = configured('InsertField$Value', { 'offset.field': 'o' });
  expect(() => insert.apply(aRecord({ value: {} }))).toThrow(
    'Only SinkRecord supported for [field insertion], found: org.apache.kafka.connect.source.SourceRecord',
  );
});

it('fails to start with nothing to insert, or no value for the static field', () => {
  expect(() => configured('InsertField$Value', {})).toThrow('No field insertion configured');
  expect(() => configured('InsertField$Value', { 'static.field': 'a!' })).toThrow(
    'Invalid value null for configuration static.value: No value specified for static field: a',
  );
});

it('fails on a field that is there already', () => {
  const insert = configured('InsertField$Value', { 'topic.field': 'magic' });
  expect(() => insert.apply(aRecord({ valueSchema: schema, value: new Struct(schema) }))).toThrow(
    'Cannot create field because of field name duplication magic',
  );
});
