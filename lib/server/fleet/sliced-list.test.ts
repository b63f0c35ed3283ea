import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SlicedList } from './sliced-list';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const status = (name: string, state: string) => ({
  status: { name, state, tasks: [{ id: 0, trace: 'a}"{,' }] },
});
const fleet = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, status(`c${i}`, 'RUNNING')]));

async function seen(list: SlicedList, body: Buffer, asked?: Set<string>) {
  const diff = await list.diff(body, asked);
  diff?.keep();
  const changed = [...(diff?.changed ?? [])].map(([name, text]) => [name, JSON.parse(text)]);
  return diff && { changed: Object.fromEntries(changed), removed: diff.removed, names: [...diff.names] };
}

describe('a sliced list', () => {
  test('C9 says only what changed, wherever it stands, and what is gone', async () => {
    const list = new SlicedList();
    const first = fleet(200);
    expect(Object.keys((await seen(list, bytes(first)))?.changed ?? {})).toHaveLength(200);
    expect(await seen(list, bytes(first))).toMatchObject({ changed: {}, removed: [] });
    const { c0: _, c150: __, ...rest } = first;
    const second = { ...rest, c77: status('c77', 'FAILED'), new: status('new', 'RUNNING') };
    expect(await seen(list, bytes(second))).toEqual({
      changed: { c77: second.c77, new: second.new },
      removed: ['c0', 'c150'],
      names: Object.keys(second),
    });
  });

  test('another order alone is no change', async () => {
    const list = new SlicedList();
    await seen(list, bytes(fleet(100)));
    const turned = Object.fromEntries(Object.entries(fleet(100)).reverse());
    expect(await seen(list, bytes(turned))).toMatchObject({ changed: {}, removed: [] });
    expect(await seen(list, bytes({ ...turned, c5: status('c5', 'PAUSED') }))).toMatchObject({
      changed: { c5: status('c5', 'PAUSED') },
      removed: [],
    });
  });

  test('an entry that was asked for is there although it did not change', async () => {
    const list = new SlicedList();
    await seen(list, bytes(fleet(50)));
    expect((await seen(list, bytes(fleet(50)), new Set(['c7', 'absent'])))?.changed).toEqual({
      c7: status('c7', 'RUNNING'),
    });
  });

  test('nothing is kept before it is told so', async () => {
    const list = new SlicedList();
    await list.diff(bytes(fleet(3)));
    expect(Object.keys((await seen(list, bytes(fleet(3))))?.changed ?? {})).toHaveLength(3);
  });

  test.each(['', '[]', '<html>', '{"a":{"b":1}', '{"a":1}}', '{"a" 1}', '{a:1}', '{"a":"x', 'null'])(
    'C7 %j is not a list',
    async (text) => {
      expect(await new SlicedList().diff(Buffer.from(text))).toBeUndefined();
    },
  );

  test('C7 a list cut anywhere is never taken for a whole one', async () => {
    const body = bytes(fleet(3));
    const list = new SlicedList();
    await seen(list, body);
    for (let length = 0; length < body.length; length += 1) {
      expect(await list.diff(body.subarray(0, length))).toBeUndefined();
    }
  });

  test('agrees with a parser on any names and values, in any layout', async () => {
    const objects = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(objects, objects, fc.boolean(), async (before, after, isSpread) => {
        const list = new SlicedList();
        const text = (value: object) => Buffer.from(JSON.stringify(value, null, isSpread ? 2 : 0));
        await seen(list, text(before));
        const both = { ...before, ...after };
        const expected = Object.entries(JSON.parse(JSON.stringify(both)) as object).filter(
          ([name, value]) =>
            !Object.hasOwn(before, name) || JSON.stringify(before[name]) !== JSON.stringify(value),
        );
        expect((await seen(list, text(both)))?.changed).toEqual(Object.fromEntries(expected));
        const gone = await seen(list, text(after));
        expect(gone?.removed.toSorted()).toEqual(
          Object.keys(before)
            .filter((name) => !Object.hasOwn(after, name))
            .sort(),
        );
      }),
    );
  });
});
