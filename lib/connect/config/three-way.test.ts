import { describe, expect, test } from 'vitest';
import { compareThreeWays, joinEdits } from './three-way.ts';

const shown = (key: string, value: string | null) => ({ key, value, masked: false });
const secret = (key: string, stamp: string) => ({ key, value: null, masked: true, stamp });

const base = [
  shown('a', '1'),
  shown('b', '1'),
  shown('c', '1'),
  shown('gone', 'x'),
  secret('pw', 's1'),
  secret('token', 's1'),
];

describe('C12 three ways', () => {
  const theirs = [
    shown('a', '2'),
    shown('b', '2'),
    shown('c', '1'),
    shown('new', ''),
    secret('pw', 's2'),
    secret('token', 's1'),
  ];
  const draft = { set: { a: '3', b: '2', c: '9', gone: 'x', mine: 'm' }, keep: ['pw', 'token'] };

  test('list what the other changed, and name a conflict only where both did, differently', () => {
    expect(compareThreeWays({ base, theirs, draft })).toEqual([
      { key: 'a', base: '1', yours: '3', theirs: '2', isConflict: true },
      { key: 'gone', base: 'x', yours: 'x', theirs: undefined, isConflict: false },
      { key: 'new', base: undefined, yours: undefined, theirs: '(empty)', isConflict: false },
      {
        key: 'pw',
        base: '(stored secret)',
        yours: '(stored secret)',
        theirs: '(stored secret)',
        isConflict: false,
      },
    ]);
  });

  test('are joined so that neither edit is lost, and the chosen side wins where both changed', () => {
    const joined = { b: '2', c: '9', mine: 'm', new: '' };
    expect(joinEdits({ base, theirs, draft }, new Set())).toEqual({
      set: { ...joined, a: '2' },
      keep: ['pw', 'token'],
    });
    expect(joinEdits({ base, theirs, draft }, new Set(['a']))).toEqual({
      set: { ...joined, a: '3' },
      keep: ['pw', 'token'],
    });
  });

  test('a secret both changed is a conflict, and neither value is said', () => {
    const ways = {
      base,
      theirs: [...base.slice(0, 4), secret('pw', 's2'), secret('token', 's1')],
      draft: { set: { a: '1', b: '1', c: '1', gone: 'x', pw: 'typed' }, keep: ['token'] },
    };
    expect(compareThreeWays(ways)).toEqual([
      {
        key: 'pw',
        base: '(stored secret)',
        yours: '(new secret)',
        theirs: '(stored secret)',
        isConflict: true,
      },
    ]);
    expect(joinEdits(ways, new Set(['pw'])).set.pw).toBe('typed');
    expect(joinEdits(ways, new Set()).keep).toEqual(['pw', 'token']);
  });

  test('what one removed and the other changed is a conflict; what both removed is none', () => {
    const ways = {
      base,
      theirs: base.filter(({ key }) => key !== 'a' && key !== 'b'),
      draft: { set: { a: '2', c: '1', gone: 'x' }, keep: ['pw', 'token'] },
    };
    expect(compareThreeWays(ways).map(({ key, isConflict }) => [key, isConflict])).toEqual([['a', true]]);
    expect(joinEdits(ways, new Set()).set).toEqual({ c: '1', gone: 'x' });
    expect(joinEdits(ways, new Set(['a'])).set).toEqual({ a: '2', c: '1', gone: 'x' });
  });
});
