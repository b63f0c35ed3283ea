import { expect, it } from 'vitest';
import { aRecord, configuredPredicate, messagesOf } from '../../testing/transforms.ts';

it('HasHeaderKey holds with one header of the name or more', () => {
  const has = configuredPredicate('HasHeaderKey', { name: 'foo' });
  const header = (key: string) => ({ key, schema: null, value: null });
  expect(has.test(aRecord())).toBe(false);
  expect(has.test(aRecord({ headers: [header('bar'), header('Foo')] }))).toBe(false);
  expect(has.test(aRecord({ headers: [header('foo'), header('foo')] }))).toBe(true);
});

it('RecordIsTombstone holds without a value', () => {
  const is = configuredPredicate('RecordIsTombstone', {});
  expect(is.test(aRecord({ key: 'k' }))).toBe(true);
  expect(is.test(aRecord({ value: '' }))).toBe(false);
});

it('TopicNameMatches holds when the whole topic matches', () => {
  const matches = configuredPredicate('TopicNameMatches', { pattern: 'my-prefix-.*' });
  expect(
    ['my-prefix-', 'my-prefix-foo', 'x-my-prefix-foo', ''].map((topic) => matches.test(aRecord({ topic }))),
  ).toEqual([true, true, false, false]);
});

it('checks options in Apache’s words', () => {
  expect(messagesOf('predicates.HasHeaderKey', { name: '' })).toEqual({
    name: ['Invalid value  for configuration name: String must be non-empty'],
  });
  expect(messagesOf('predicates.TopicNameMatches', { pattern: '' })).toEqual({
    pattern: ['Invalid value  for configuration pattern: String must be non-empty'],
  });
  expect(messagesOf('predicates.TopicNameMatches', { pattern: '(' })).toEqual({
    pattern: ['Invalid value ( for configuration pattern: Invalid regex: Unclosed group near index 1\n('],
  });
  expect(messagesOf('predicates.HasHeaderKey', {})).toEqual({
    name: ['Missing required configuration "name" which has no default value.'],
  });
});
