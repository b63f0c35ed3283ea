import { expect, it } from 'vitest';
import { aRecord, configured, messagesOf } from '../../testing/transforms.ts';
import { TIMESTAMP } from '../api/logical-types.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

const FORMAT = 'yyyy MM dd HH mm ss SSS z';
const MS = Date.UTC(1970, 0, 2, 0, 0, 0, 1234);
const TEXT = '1970 01 02 00 00 01 234 UTC';
const convert = (config: Record<string, string>, value: unknown, valueSchema: Schema | null = null) =>
  configured('TimestampConverter$Value', config).apply(aRecord({ value, valueSchema }));

it.each<[string, unknown, unknown]>([
  ['string', new Date(MS), TEXT],
  ['unix', new Date(MS), MS],
  ['Date', new Date(MS), new Date(86_400_000)],
  ['Time', new Date(MS), new Date(1234)],
  ['Timestamp', MS, new Date(MS)],
  ['Timestamp', TEXT, new Date(MS)],
  ['unix', null, null],
])('makes %s of %j without a schema', (type, value, converted) => {
  expect(convert({ 'target.type': type, format: FORMAT }, value)?.value).toEqual(converted);
});

it('converts a member of a map, and takes an absent one as null', () => {
  const config = { 'target.type': 'Timestamp', field: 'ts' };
  expect(convert(config, { ts: MS, other: 1 })?.value).toEqual({ ts: new Date(MS), other: 1 });
  expect(convert(config, {})?.value).toEqual({ ts: null });
  expect(convert(config, null)?.value).toBeNull();
});

it('converts a field of a Struct, keeps its optionality, and the schema of the same schema', () => {
  const schema: Schema = {
    type: 'STRUCT',
    optional: true,
    fields: buildFields([
      { name: 'ts', schema: { type: 'INT64', optional: true, name: TIMESTAMP, version: 1 } },
      { name: 'other', schema: { type: 'STRING', optional: false } },
    ]),
  };
  const converter = configured('TimestampConverter$Key', { 'target.type': 'unix', field: 'ts' });
  const key = new Struct(schema).put('ts', new Date(MS)).put('other', 'o');
  const record = converter.apply(aRecord({ keySchema: schema, key }));
  expect(String(record?.key)).toBe(`Struct{ts=${MS},other=o}`);
  expect(record?.keySchema).toMatchObject({
    optional: true,
    fields: [{ schema: { type: 'INT64', optional: true } }, {}],
  });
  const none = converter.apply(aRecord({ keySchema: schema, key: null }));
  expect([none?.key, none?.keySchema]).toEqual([null, record?.keySchema]);
});

it.each<[string, number | bigint]>([
  ['seconds', 86401],
  ['milliseconds', 86401234],
  ['microseconds', 86401234000],
  ['nanoseconds', 86401234000000],
])('counts Unix time in %s, and reads it back to the millisecond', (precision, unix) => {
  const config = { 'unix.precision': precision };
  expect(convert({ ...config, 'target.type': 'unix' }, new Date(MS))?.value).toBe(unix);
  const back = convert({ ...config, 'target.type': 'Timestamp' }, unix)?.value;
  expect(back).toEqual(new Date(precision === 'seconds' ? 86_401_000 : MS));
});

it('keeps nanoseconds of today exact beyond 2^53', () => {
  const config = { 'target.type': 'unix', 'unix.precision': 'nanoseconds' };
  expect(convert(config, new Date(1700000000123))?.value).toBe(1700000000123000000n);
});

it.each<[Record<string, string>, unknown, Schema | null, string]>([
  [
    { 'target.type': 'unix' },
    true,
    null,
    'TimestampConverter does not support class java.lang.Boolean objects as timestamps',
  ],
  [
    { 'target.type': 'unix' },
    true,
    { type: 'BOOLEAN', optional: false },
    'Schema Schema{BOOLEAN} does not correspond to a known timestamp type format',
  ],
  [
    { 'target.type': 'unix', format: 'yyyy-MM-dd' },
    'zzz',
    null,
    'Could not parse timestamp: value (zzz) does not match pattern (yyyy-MM-dd)',
  ],
  [{ 'target.type': 'unix' }, '2020', null, 'No format is configured to read the timestamp: value (2020)'],
  [
    { 'target.type': 'unix', field: 'a' },
    5,
    { type: 'INT64', optional: false },
    'Only Struct objects supported for [converting timestamp formats], found: java.lang.Long',
  ],
])('with %j refuses %j', (config, value, schema, message) => {
  expect(() => convert(config, value, schema)).toThrow(message);
});

it.each<[Record<string, string>, string]>([
  [
    { 'target.type': 'string' },
    'TimestampConverter requires format option to be specified when using string timestamps',
  ],
  [
    { 'target.type': 'unix', format: 'bad-format' },
    "Invalid value java.lang.IllegalArgumentException: Illegal pattern character 'b' for configuration TimestampConverter requires a SimpleDateFormat-compatible pattern for string timestamps: bad-format",
  ],
  [{ 'target.type': 'unix', format: "yyyy'T" }, 'Unterminated quote'],
])('fails to start with %j', (config, message) => {
  expect(() => configured('TimestampConverter$Value', config)).toThrow(message);
});

it('checks its options in Apache’s words', () => {
  expect(messagesOf('TimestampConverter$Value', { 'target.type': 'x', 'unix.precision': 'y' })).toEqual({
    'target.type': [
      'Invalid value x for configuration target.type: String must be one of: string, unix, Date, Time, Timestamp',
    ],
    'unix.precision': [
      'Invalid value y for configuration unix.precision: String must be one of: nanoseconds, microseconds, milliseconds, seconds',
    ],
  });
});
