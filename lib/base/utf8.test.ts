import { expect, it } from 'vitest';
import { readUtf8, writeUtf8 } from './utf8.ts';

it.each(['', 'plain', 'ü', '中文 and 😀', 'lone \ud800 half'])(
  'writes and reads %j as Buffer does',
  (text) => {
    const wanted = Buffer.from(text);
    const buffer = Buffer.alloc(64, 7);
    expect(writeUtf8(buffer, text, 3)).toBe(wanted.length);
    expect(buffer.subarray(3, 3 + wanted.length)).toEqual(wanted);
    expect(buffer[3 + wanted.length]).toBe(7);
    expect(readUtf8(buffer, 3, 3 + wanted.length)).toBe(wanted.toString());
  },
);
