import { expect, it } from 'vitest';
import { splitFields } from './csv-fields.ts';

const CSV = { delimiter: 44, quote: 34 };

it.each<[string, (string | null)[]]>([
  ['a,b', ['a', 'b']],
  ['a', ['a']],
  [',', [null, null]],
  ['"",', ['', null]],
  ['"a,b","c\nd"', ['a,b', 'c\nd']],
  ['"say ""hi"""', ['say "hi"']],
  ['""""', ['"']],
  ['5" pipe,"x"', ['5" pipe', 'x']],
  [' "a" ,b', [' "a" ', 'b']],
])('splits %j', (text, fields) => {
  expect(splitFields(text, CSV)).toEqual(fields);
});

it.each([
  ['"a"b,c', /text behind the closing quote of field 1/],
  ['x,"a" ,c', /text behind the closing quote of field 2/],
  ['"a', /quote that is not closed/],
  ['"a""', /quote that is not closed/],
])('rejects %j', (text, message) => {
  expect(() => splitFields(text, CSV)).toThrow(message);
});

it('takes other delimiters and quotes, and none', () => {
  expect(splitFields("'a;b';c", { delimiter: 59, quote: 39 })).toEqual(['a;b', 'c']);
  expect(splitFields('"a\tb"', { delimiter: 9, quote: undefined })).toEqual(['"a', 'b"']);
});
