import { describe, expect, test } from 'vitest';
import { compactJson, diffOffsets, isSameJson, offsetMoves, whyNotOffset } from './offsets.ts';

describe('offsets as text', () => {
  test('numbers beyond 2^53 differ by their last digit and survive compacting', () => {
    expect(isSameJson('{"p":9007199254740993}', '{"p":9007199254740992}')).toBe(false);
    expect(compactJson('{ "p" :\n 9007199254740993, "t": "a  b\\" c" }')).toBe(
      '{"p":9007199254740993,"t":"a  b\\" c"}',
    );
  });

  test('spaces and the order of keys do not count; a number is not its text', () => {
    expect(isSameJson('{"a":1,"b":{"c":2,"d":[1,2]}}', '{ "b": {"d":[1,2],"c":2}, "a":1 }')).toBe(true);
    expect(isSameJson('{"a":1}', '{"a":"1"}')).toBe(false);
    expect(isSameJson('{"a":"n1"}', '{"a":1}')).toBe(false);
    expect(isSameJson('{"a 1":-1.5e+3}', '{"a 1":-1.5e+3}')).toBe(true);
  });

  test('only JSON objects are accepted, and the reason is told', () => {
    expect(whyNotOffset('{"position":1}')).toBeUndefined();
    expect(whyNotOffset('')).toContain('JSON object');
    expect(whyNotOffset('42')).toContain('braces');
    expect(whyNotOffset('null')).toContain('braces');
    expect(whyNotOffset('{"position":}')).toBeTruthy();
  });

  test('going back changes what differs, resets what was not there, and brings back what is gone', () => {
    const now = [
      { partition: '{"p":0}', offset: '{"o":9}' },
      { partition: '{"p":1}', offset: '{"o":1}' },
      { partition: '{"p":3}', offset: '{"o":3}' },
    ];
    const then = [
      { partition: '{"p":0}', offset: '{"o":5}' },
      { partition: '{"p":1}', offset: '{ "o": 1 }' },
      { partition: '{"p":2}', offset: '{"o":2}' },
    ];
    expect(diffOffsets(now, then)).toEqual([
      { partition: '{"p":0}', before: '{"o":9}', after: '{"o":5}' },
      { partition: '{"p":2}', before: null, after: '{"o":2}' },
      { partition: '{"p":3}', before: '{"o":3}', after: null },
    ]);
  });
});

test('moves are told by key, exact beyond 2^53; text and what is new are not compared', () => {
  const before = '{"position":9007199254740993,"file":"a.1","row":7,"nested":{"pos":5}}';
  const after = '{"position":9007199254740999,"file":"a.2","row":7,"snapshot":1,"nested":{"pos":4}}';
  expect(offsetMoves(before, after)).toEqual([
    { key: 'position', by: 6n },
    { key: 'pos', by: -1n },
  ]);
});
