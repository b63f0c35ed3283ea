import { expect, it } from 'vitest';
import { PropertiesError, parseProperties } from './properties.ts';

it('reads keys, separators, comments, escapes and continued lines as Java does', () => {
  const text = String.raw`
# comment
! another
a=1
b : 2
  c 3
d
e\ f\=g = h\ti
path=C:\\dir
long=one,\
     two,\
     three
unicode=\u00e9
a=last
__proto__=x
url=http://h:1/?a=b
`;
  expect(Object.entries(parseProperties(text))).toEqual([
    ['a', 'last'],
    ['b', '2'],
    ['c', '3'],
    ['d', ''],
    ['e f=g', 'h\ti'],
    ['path', 'C:\\dir'],
    ['long', 'one,two,three'],
    ['unicode', 'é'],
    ['__proto__', 'x'],
    ['url', 'http://h:1/?a=b'],
  ]);
});

it('names the line of a malformed escape', () => {
  expect(() => parseProperties('a=1\nb=\\u12')).toThrow(PropertiesError);
  expect(() => parseProperties('a=1\nb=\\u12')).toThrow(/^line 2: /);
});
