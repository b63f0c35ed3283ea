import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reduceDraft } from './use-draft.ts';

const key = fc.constantFrom('a', 'b', 'transforms.x.y', 'transforms.x', '__proto__', 'secret');
const value = fc.option(fc.string());
const step = fc.oneof(
  fc.record({ type: fc.constant('set' as const), key, value }),
  fc.record({ type: fc.constant('unset' as const), key }),
  fc.record({ type: fc.constant('unset-below' as const), prefix: fc.constantFrom('transforms.x.', 'a') }),
  fc.record({ type: fc.constant('keep' as const), key }),
);

test('through any steps a key is set, kept or absent, never two of them, and no other key moves', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let draft: Parameters<typeof reduceDraft>[0] = { set: { a: '1' }, keep: ['secret'] };
      for (const one of steps) {
        const before = draft;
        draft = reduceDraft(draft, one);
        expect(draft.keep.filter((kept) => Object.hasOwn(draft.set, kept))).toEqual([]);
        expect(new Set(draft.keep).size).toBe(draft.keep.length);
        const touched = (name: string) =>
          one.type === 'unset-below' ? name.startsWith(one.prefix) : name === one.key;
        const others = (values: typeof draft) => [
          Object.entries(values.set).filter(([name]) => !touched(name)),
          values.keep.filter((name) => !touched(name)),
        ];
        expect(others(draft)).toEqual(others(before));
        if (one.type === 'set') expect(draft.set[one.key]).toBe(one.value);
      }
    }),
    { numRuns: 1_000 },
  );
});
