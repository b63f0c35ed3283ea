import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftToText, readDraft } from './draft-text.ts';

const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', ['$', '{file:/s:k}'].join(''), 'a\nb\\'),
  fc.constant(null),
);
const draft = fc
  .tuple(fc.dictionary(key, value, { maxKeys: 8 }), fc.uniqueArray(key, { maxLength: 3 }))
  .map(([set, keep]) => ({ set, keep: keep.filter((one) => !Object.hasOwn(set, one)) }));

describe.each(['json', 'properties'] as const)('trap 22 the draft as %s', (format) => {
  test('and back is the same draft, kept secrets included, whatever is in it', () => {
    fc.assert(
      fc.property(draft, (one) => {
        fc.pre(Object.keys(one.set).length + one.keep.length > 0);
        fc.pre(
          format === 'json' || Object.values(one.set).some((text) => text !== null) || one.keep.length > 0,
        );
        const read = readDraft(draftToText(format, one), { keepable: one.keep, before: one });
        if (!read.ok) throw new Error(read.message);
        expect(Object.entries(read.draft.set).sort()).toEqual(Object.entries(one.set).sort());
        expect([...read.draft.keep].sort()).toEqual([...one.keep].sort());
      }),
      {
        numRuns: 1_000,
        examples: [[{ set: { '[ ': '' }, keep: [] }], [{ set: { '{': 'x', '/*': 'y' }, keep: [] }]],
      },
    );
  });

  test('without the line of a secret removes it, and with another value replaces it', () => {
    const one = { set: { a: '1' }, keep: ['db.password'] };
    const text = draftToText(format, one);
    const without = readDraft(
      text
        .split('\n')
        .filter((line) => !line.includes('password'))
        .join('\n')
        .replace('"1",', '"1"'),
      { keepable: one.keep, before: one },
    );
    expect(without).toMatchObject({ draft: { set: { a: '1' }, keep: [] } });
    const typed = readDraft(text.replace('<secret: db.password>', 'new'), {
      keepable: one.keep,
      before: one,
    });
    expect(typed).toMatchObject({ draft: { set: { a: '1', 'db.password': 'new' }, keep: [] } });
  });
});

test('the place of a secret that is not stored is an error at its line, never a value', () => {
  const read = readDraft('a=1\ndb.password=<secret: db.password>', {
    keepable: [],
    before: { set: {}, keep: [] },
  });
  expect(read).toEqual({
    ok: false,
    line: 2,
    message: 'Line 2: no secret is stored for db.password: give its value.',
  });
});
