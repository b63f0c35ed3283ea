import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLmdbLogStore } from '../../../worker/kafka/embedded-log/lmdb-log-store.ts';
import { seeded } from '../../seeded.ts';
import type { DiskEvent } from './disk-trace.ts';
import { readNumbers, writeNumber } from './numbered-log.ts';
import { powerLossStates } from './power-loss-states.ts';

const write = (id: number, at: number, text: string, isSync = false): DiskEvent => ({
  ...{ type: 'write', id, at, isSync },
  bytes: Buffer.from(text),
});
const end = (id: number): DiskEvent => ({ type: 'end', id });
const NAMED: readonly DiskEvent[] = [{ type: 'named' }, { type: 'syncNames' }];

/** All states at the last moment of a trace. */
function statesAfter(...events: readonly DiskEvent[]): Set<string | undefined> {
  const found = new Set<string | undefined>();
  const all = [...NAMED, ...events, { type: 'told', text: 'end' } as const];
  for (const { image, told } of powerLossStates(all, { count: 200 * all.length, random: seeded(1) }))
    if (told.length > 0) found.add(image?.toString());
  return found;
}

it('loses, reorders and tears what no sync covers, and keeps what one does', () => {
  expect(statesAfter(write(1, 0, 'a'), end(1))).toEqual(new Set(['', 'a']));
  expect(statesAfter(write(1, 0, 'a'), end(1), write(2, 1, 'b'), end(2))).toEqual(
    new Set(['', 'a', 'ab', '\0b']),
  );
  const sync: DiskEvent = { type: 'sync', id: 9 };
  expect(statesAfter(write(1, 0, 'a'), end(1), sync, end(9), write(2, 0, 'b'))).toEqual(new Set(['a', 'b']));
  expect(statesAfter(write(1, 0, 'a'), end(1), sync)).toEqual(new Set(['', 'a']));
  expect(statesAfter(write(1, 0, 'a'), sync, end(1), end(9))).toEqual(new Set(['', 'a']));
  expect(statesAfter(write(1, 0, 'a', true), end(1))).toEqual(new Set(['a']));
  const [one, two] = ['1'.repeat(512), '2'.repeat(512)];
  expect(statesAfter(write(1, 0, one + two))).toEqual(new Set(['', one, one + two, '\0'.repeat(512) + two]));
});

it('never brings an older write back over a newer one that is durable', () => {
  const events = [write(1, 0, 'aaaa'), end(1), write(2, 1, 'b', true), end(2)];
  expect(statesAfter(...events)).toEqual(new Set(['\0b', 'abaa']));
});

it('has no file before its name is durable', () => {
  const events: DiskEvent[] = [write(1, 0, 'a', true), end(1), { type: 'named' }, { type: 'told', text: '' }];
  const states = [...powerLossStates(events, { count: 200, random: seeded(1) })];
  expect(new Set(states.map(({ image }) => image?.toString()))).toEqual(new Set([undefined, 'a']));
});

it('finds a transaction that is missing, or half there', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-numbers-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const storeOf = async (name: string, numbers: readonly number[], extra?: number) => {
    const store = openLmdbLogStore(join(dir, name));
    for (const number of numbers) await store.transact((writer) => writeNumber(writer, number));
    if (extra !== undefined)
      await store.transact((writer) => writer.put('keyed', 'last', Buffer.from(String(extra))));
    await store.close();
    return readNumbers(join(dir, name));
  };
  const all = Array.from({ length: 45 }, (_, number) => number);
  expect(await storeOf('whole', all)).toBe(44);
  await expect(storeOf('gap', all.toSpliced(40, 1))).rejects.toThrow('After transaction 44 the log holds');
  await expect(storeOf('half', all, 45)).rejects.toThrow('After transaction 45 the log holds');
});
