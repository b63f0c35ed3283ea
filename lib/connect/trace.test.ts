import { describe, expect, test } from 'vitest';
import { causeLine, cutText, cutTrace, MAX_CAUSE_CHARS } from './trace.ts';

describe('causeLine', () => {
  test.each([
    [null, null],
    ['', null],
    ['\n  \n', null],
    ['org.apache.kafka.connect.errors.ConnectException: boom\n\tat a.b(C.java:1)', 'ConnectException: boom'],
    [
      'org.x.ConnectException: Tolerance exceeded\n\tat y\nCaused by: org.x.DataException: outer\n\tat z\nCaused by: java.io.IOException: disk full\n\t... 3 more',
      'IOException: disk full',
    ],
    ['java.lang.NullPointerException', 'NullPointerException'],
    ['Could not reach db-7.internal.example: refused', 'Could not reach db-7.internal.example: refused'],
    ['\n\norg.x.Y$Z: words', 'Y$Z: words'],
  ])('of %j is %j', (trace, expected) => {
    expect(causeLine(trace)).toBe(expected);
  });

  test('is cut for lists', () => {
    expect(causeLine(`a.B: ${'x'.repeat(1_000)}`)).toHaveLength(MAX_CAUSE_CHARS);
  });
});

test('a long trace keeps head and tail and says how much is missing', () => {
  const cut = cutTrace(`head${'x'.repeat(1_000)}tail`, 100);
  expect(cut.startsWith('head')).toBe(true);
  expect(cut.endsWith('tail')).toBe(true);
  expect(cut).toContain('908 characters left out');
  expect(cutTrace('short', 100)).toBe('short');
});

test('cutting never leaves half a character', () => {
  expect(cutText('ab😀cd', 4)).toBe('ab…');
});
