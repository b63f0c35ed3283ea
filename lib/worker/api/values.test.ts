import { expect, it } from 'vitest';
import { DATE, TIME, TIMESTAMP } from './logical-types.ts';
import type { SchemaType } from './schema.ts';
import { SimpleDateFormat } from './simple-date-format.ts';
import { formatDate, parseLiteral } from './values.ts';

/** As Apache's `Values.parseString` 4.3.1 answered them. */
it.each<[string, SchemaType, unknown]>([
  ['1', 'INT8', 1],
  ['300', 'INT16', 300],
  ['70000', 'INT32', 70000],
  ['5000000000', 'INT64', 5_000_000_000],
  ['9223372036854775807', 'INT64', 9223372036854775807n],
  ['1.5', 'FLOAT32', 1.5],
  ['1.0', 'INT8', 1],
  ['1e3', 'INT16', 1000],
  ['  12  ', 'INT8', 12],
  ['1,2', 'INT8', 1],
  ['true', 'BOOLEAN', true],
  ['TRUE', 'STRING', 'TRUE'],
  ['true}', 'STRING', 'true}'],
  ['', 'STRING', ''],
  ['12abc', 'STRING', '12abc'],
  ['1 2', 'STRING', '1 2'],
  ['-', 'STRING', '-'],
  ['"quoted"', 'STRING', '"quoted"'],
  ['a\\:b', 'STRING', 'a\\:b'],
  ['[1,2', 'STRING', '[1,2'],
  ['[a]', 'STRING', '[a]'],
  ['{a:1}', 'STRING', '{a:1}'],
  ['[ 1 , 2 ]', 'ARRAY', [1, 2]],
  ['[1,]', 'ARRAY', [1]],
  ['[1,"a"]', 'ARRAY', [1, 'a']],
  [
    '{"a":1,"b":300}',
    'MAP',
    new Map([
      ['a', 1],
      ['b', 300],
    ]),
  ],
  ['{"a":null}', 'MAP', new Map([['a', null]])],
])('reads %j as %s', (text, type, value) => {
  expect(parseLiteral(text)).toMatchObject({ schema: { type }, value });
});

it.each<[string, string, number]>([
  ['2020-01-01', DATE, 1577836800000],
  ['10:00:00.000Z', TIME, 36000000],
  ['2020-01-01T00:00:00.000Z', TIMESTAMP, 1577836800000],
])('reads %s as %s, and writes it the same', (text, name, ms) => {
  const { schema, value } = parseLiteral(text);
  expect([schema?.name, value]).toEqual([name, new Date(ms)]);
});

it('writes a date the shortest way', () => {
  expect([36000000, 1577836800000, 1577836800001].map((ms) => formatDate(new Date(ms)))).toEqual([
    '10:00:00.000Z',
    '2020-01-01',
    '2020-01-01T00:00:00.001Z',
  ]);
});

it('gives an array the widest type of its members, and none when they have none in common', () => {
  expect(parseLiteral('[1,300,1.5]').schema?.valueSchema?.type).toBe('FLOAT32');
  expect(parseLiteral('[1,"a"]').schema?.valueSchema).toBeUndefined();
  expect(parseLiteral('null')).toEqual({ schema: null, value: null });
});

it('takes years of two digits as within 80 years back and 20 ahead of now', () => {
  const format = new SimpleDateFormat('dd/MM/yy', Date.UTC(2026, 0, 1));
  expect(format.parse('05/01/45')?.getUTCFullYear()).toBe(2045);
  expect(format.parse('05/01/47')?.getUTCFullYear()).toBe(1947);
});
