import { expect, test } from 'vitest';
import { matchesGlob } from './glob';

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['orders-*', 'orders-eu', true],
  ['orders-*', 'my-orders-eu', false],
  ['*-sink', 'a-sink-sink', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['[a]', 'a', false],
  ['[a]', '[a]', true],
  ['*a*b*', 'xxaxxbxx', true],
  ['', '', true],
  ['', 'a', false],
  ['Orders', 'orders', false],
])('%s on %s is %s', (pattern, name, expected) => {
  expect(matchesGlob(pattern, name)).toBe(expected);
});

test('a pattern made to stall a regular expression takes no time', () => {
  const startedAt = performance.now();
  expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(20_000))).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
