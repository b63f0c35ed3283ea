import { expect, test } from 'vitest';
import { z } from 'zod';
import { textMap } from './text-map.ts';

test('every key of a map survives, also __proto__, and values are still checked', () => {
  const Texts = textMap(z.string().nullable(), z.string().min(1));
  const parsed = Texts.parse(JSON.parse('{"a":"1","__proto__":"x","constructor":null}'));
  expect(Object.entries(parsed)).toEqual([
    ['a', '1'],
    ['__proto__', 'x'],
    ['constructor', null],
  ]);
  expect(Texts.safeParse(JSON.parse('{"__proto__":1}')).success).toBe(false);
  expect(Texts.safeParse({ '': 'x' }).success).toBe(false);
  expect(Texts.safeParse(['x']).success).toBe(false);
});
