import type { DraftValues } from './form-model.ts';

/** One option as it is stored; `stamp` stands for the value of a masked one. */
export interface StampedEntry {
  readonly key: string;
  readonly value: string | null;
  readonly masked: boolean;
  readonly stamp?: string | undefined;
}

/**
 * One option that somebody else changed. `isConflict`: the user changed it too, to something else. Sides are words
 * for people; undefined means that the option does not exist there.
 */
export interface ThreeWayRow {
  readonly key: string;
  readonly base: string | undefined;
  readonly yours: string | undefined;
  readonly theirs: string | undefined;
  readonly isConflict: boolean;
}

type Side =
  | { readonly type: 'absent' }
  | { readonly type: 'value'; readonly value: string | null }
  | { readonly type: 'typed'; readonly value: string | null }
  | { readonly type: 'secret'; readonly stamp: string | undefined };

const ABSENT: Side = { type: 'absent' };

/** What an edit started from, what is stored by now, and what the user has. */
export interface ThreeWays {
  readonly base: readonly StampedEntry[];
  readonly theirs: readonly StampedEntry[];
  readonly draft: DraftValues;
}

/** Lists what somebody else changed since the edit began, sorted by key; what only the user changed is not there. */
export function compareThreeWays(ways: ThreeWays): ThreeWayRow[] {
  return [...sidesOf(ways)].flatMap(([key, { base, yours, theirs }]) => {
    if (isSame(theirs, base) || isSame(theirs, yours)) return [];
    const isConflict = !isSame(yours, base);
    return [{ key, base: words(base), yours: words(yours), theirs: words(theirs), isConflict }];
  });
}

/**
 * Joins both edits: what only one side changed is taken from that side, a conflict from the chosen one.
 *
 * Shape: a draft against `theirs`. Keys of `mine`: conflicts in which the user's own side wins.
 */
export function joinEdits(ways: ThreeWays, mine: ReadonlySet<string>): DraftValues {
  const set: [string, string | null][] = [];
  const keep: string[] = [];
  for (const [key, { base, yours, theirs }] of sidesOf(ways)) {
    const isYours = isSame(theirs, base) || (!isSame(yours, base) && mine.has(key));
    const side = isYours && !isSame(yours, base) ? yours : theirs;
    if (side.type === 'secret') keep.push(key);
    else if (side.type !== 'absent') set.push([key, side.value]);
  }
  return { set: Object.fromEntries(set), keep };
}

function sidesOf({ base, theirs, draft }: ThreeWays): Map<string, Record<'base' | 'yours' | 'theirs', Side>> {
  const stored = (entries: readonly StampedEntry[]) => new Map(entries.map((one) => [one.key, sideOf(one)]));
  const [was, is] = [stored(base), stored(theirs)];
  const kept = new Set(draft.keep);
  const yoursOf = (key: string): Side => {
    if (kept.has(key)) return was.get(key) ?? ABSENT;
    if (!Object.hasOwn(draft.set, key)) return ABSENT;
    const value = draft.set[key] ?? null;
    return { type: was.get(key)?.type === 'secret' ? 'typed' : 'value', value };
  };
  const keys = new Set([...was.keys(), ...is.keys(), ...Object.keys(draft.set)]);
  return new Map(
    [...keys]
      .sort()
      .map((key) => [
        key,
        { base: was.get(key) ?? ABSENT, yours: yoursOf(key), theirs: is.get(key) ?? ABSENT },
      ]),
  );
}

function sideOf({ value, masked, stamp }: StampedEntry): Side {
  return masked ? { type: 'secret', stamp } : { type: 'value', value };
}

function isSame(a: Side, b: Side): boolean {
  if (a.type === 'secret' && b.type === 'secret') return a.stamp !== undefined && a.stamp === b.stamp;
  if (a.type === 'value' && b.type === 'value') return a.value === b.value;
  return a.type === 'absent' && b.type === 'absent';
}

function words(side: Side): string | undefined {
  switch (side.type) {
    case 'absent':
      return undefined;
    case 'secret':
      return '(stored secret)';
    case 'typed':
      return '(new secret)';
    case 'value':
      return side.value === null ? '(null)' : side.value === '' ? '(empty)' : side.value;
  }
}
