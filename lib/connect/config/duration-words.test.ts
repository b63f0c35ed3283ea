import { expect, test } from 'vitest';
import { durationWords } from './duration-words.ts';

test.each([
  ['60000', '1 min'],
  ['90000', '1 min 30 s'],
  ['1500', '1 s 500 ms'],
  ['86400000', '1 d'],
  ['90061000', 'about 1 d 1 h'],
  ['999', undefined],
  ['-1', undefined],
  ['9223372036854775807', undefined],
  ['x', undefined],
  [undefined, undefined],
])('%s ms are %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
