import { expect, it } from 'vitest';
import { CsvRows, columnsOfHeader } from './csv-rows.ts';
import type { Column } from './settings.ts';

it.each<[Column['type'], string, unknown]>([
  ['STRING', ' as it is ', ' as it is '],
  ['BOOLEAN', ' True', true],
  ['BOOLEAN', 'false', false],
  ['INT8', '-128', -128],
  ['INT16', '+32767', 32767],
  ['INT32', '-2147483648', -2147483648],
  ['INT64', '9007199254740993', 9007199254740993n],
  ['INT64', '-9223372036854775808', -9223372036854775808n],
  ['FLOAT32', '0.1', Math.fround(0.1)],
  ['FLOAT64', '-1.5e3', -1500],
])('reads a %s from %j', (type, text, value) => {
  expect(new CsvRows([{ name: 'a', type }]).toStruct([text]).get('a')).toEqual(value);
});

it.each<[Column['type'], string]>([
  ['BOOLEAN', 'yes'],
  ['INT8', '128'],
  ['INT16', '-32769'],
  ['INT32', '1.5'],
  ['INT32', '0x10'],
  ['INT64', '9223372036854775808'],
  ['INT64', ''],
  ['FLOAT64', 'NaN'],
  ['FLOAT64', '1e999'],
  ['FLOAT32', '1e39'],
])('rejects a %s of %j without quoting it', (type, text) => {
  const rows = new CsvRows([{ name: 'a', type }]);
  expect(() => rows.toStruct([text])).toThrow(new RegExp(`^column "a" is no ${type}$`));
});

it('makes an empty field null, and rejects rows with more or fewer fields', () => {
  const rows = new CsvRows([
    { name: 'a', type: 'INT32' },
    { name: 'b', type: 'STRING' },
  ]);
  expect(String(rows.toStruct([null, '']))).toBe('Struct{b=}');
  expect(() => rows.toStruct(['1'])).toThrow('it has 1 fields instead of 2');
  expect(() => rows.toStruct(['1', '2', '3'])).toThrow('it has 3 fields instead of 2');
});

it('gives the columns of a header their declared types, and rejects headers that cannot be used', () => {
  const declared: Column[] = [{ name: 'n', type: 'INT32' }];
  expect(columnsOfHeader(['a', ' n '], declared)).toEqual([{ name: 'a', type: 'STRING' }, declared[0]]);
  expect(() => columnsOfHeader(['a'], declared)).toThrow('there is no column "n"');
  expect(() => columnsOfHeader(['n', 'n'], declared)).toThrow('the column "n" is there twice');
  expect(() => columnsOfHeader(['n', null], declared)).toThrow('a column has no name');
});
