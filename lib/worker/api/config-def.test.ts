import { expect, it } from 'vitest';
import { ConfigDef, type ConfigType } from './config-def.ts';
import { formatConfigValue, HIDDEN, parseConfigType } from './config-types.ts';
import { atLeast, nonEmptyString, validString } from './config-validators.ts';

const define = () =>
  new ConfigDef()
    .define({
      name: 'count',
      type: 'INT',
      defaultValue: 1,
      validator: atLeast(1),
      importance: 'HIGH',
      documentation: 'c',
    })
    .define({
      name: 'topic',
      type: 'STRING',
      validator: nonEmptyString,
      importance: 'HIGH',
      documentation: 't',
    })
    .define({
      name: 'mode',
      type: 'STRING',
      defaultValue: 'a',
      validator: validString('a', 'b'),
      importance: 'LOW',
      documentation: 'm',
    });

const errorsOf = (props: Record<string, string | null>) =>
  Object.fromEntries(
    [...define().validate(new Map(Object.entries(props)))].map(([name, { errors }]) => [name, errors]),
  );

it('says what is wrong in Kafka’s words', () => {
  expect(errorsOf({ count: 'abc', mode: 'c' })).toEqual({
    count: [
      'Invalid value abc for configuration count: Not a number of type INT',
      'Invalid value null for configuration count: Value must be non-null',
    ],
    topic: ['Missing required configuration "topic" which has no default value.'],
    mode: ['Invalid value c for configuration mode: String must be one of: a, b'],
  });
  expect(errorsOf({ count: '0', topic: '' })).toEqual({
    count: ['Invalid value 0 for configuration count: Value must be at least 1'],
    topic: ['Invalid value  for configuration topic: String must be non-empty'],
    mode: [],
  });
});

it('throws the first problem when a config is parsed', () => {
  expect(() =>
    define().parse(
      new Map([
        ['topic', 't'],
        ['count', 'x'],
      ]),
    ),
  ).toThrow(/Not a number of type INT/);
  expect(define().parse(new Map([['topic', ' t ']]))).toEqual(
    new Map<string, unknown>([
      ['count', 1],
      ['topic', 't'],
      ['mode', 'a'],
    ]),
  );
});

it.each<[ConfigType, string, unknown]>([
  ['INT', ' 5 ', 5],
  ['INT', '-2147483648', -2147483648],
  ['BOOLEAN', 'TRUE', true],
  ['LIST', ' a , b ,, c', ['a', 'b', '', 'c']],
  ['LIST', '  ', []],
  ['PASSWORD', ' p ', ' p '],
  ['DOUBLE', '1.5', 1.5],
])('parses %s %j to %j', (type, text, value) => {
  expect(parseConfigType('k', text, type)).toEqual(value);
});

it.each<[ConfigType, string]>([
  ['INT', '2147483648'],
  ['SHORT', '32768'],
  ['LONG', '1.0'],
  ['INT', ''],
  ['BOOLEAN', 'yes'],
  ['DOUBLE', 'x'],
])('refuses %s %j', (type, text) => {
  expect(() => parseConfigType('k', text, type)).toThrow(/^Invalid value .* for configuration k: /);
});

it('parses longs beyond 2^53 exactly', () => {
  expect(parseConfigType('k', '9223372036854775807', 'LONG')).toBe(9223372036854775807n);
});

it('hides passwords and joins lists', () => {
  expect(formatConfigValue('secret', 'PASSWORD')).toBe(HIDDEN);
  expect(formatConfigValue(['a', 'b'], 'LIST')).toBe('a,b');
  expect(formatConfigValue(null, 'STRING')).toBeNull();
});
