/** One partition and its offset as JSON text; `offset` null: nothing is committed for it. */
export interface OffsetEntry {
  readonly partition: string;
  readonly offset: string | null;
}

/** What is to become of one partition. */
export interface OffsetChange {
  readonly partition: string;
  readonly before: string | null;
  readonly after: string | null;
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const STRING_OR_SPACE = /("(?:[^"\\]|\\.)*")|\s+/g;

/**
 * Says why a text cannot be a partition or an offset, or returns `undefined` when it can: both are JSON objects.
 * What the keys mean is the connector's business; the worker asks it.
 */
export function whyNotOffset(text: string): string | undefined {
  if (text.trim() === '') return 'Write a JSON object, for example {"position": 42}.';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
    return 'It must be a JSON object in braces.';
  } catch (error) {
    return error instanceof Error ? error.message : 'This is not JSON.';
  }
}

/** JSON text without space between its parts; every number keeps all its digits. The text must be JSON. */
export function compactJson(text: string): string {
  return text.replace(STRING_OR_SPACE, (_whole, string: string | undefined) => string ?? '');
}

/**
 * Says whether two JSON texts mean the same: spaces and the order of keys do not count, every digit of a number
 * does. Numbers are never turned into doubles, so 2^53 and 2^53 + 1 differ. Both texts must be JSON.
 */
export function isSameJson(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

const WHOLE_FIELD = /"((?:[^"\\]|\\.)*)"\s*:\s*(-?\d+)(?=\s*[,}])/g;

/**
 * Says by how much the whole numbers of an offset moved, by key: exact beyond 2^53. Keys that stayed, came or went
 * are left out; text such as a file name or a GTID set is not compared.
 */
export function offsetMoves(before: string, after: string): { key: string; by: bigint }[] {
  const old = new Map([...before.matchAll(WHOLE_FIELD)].map(([, key = '', digits = '0']) => [key, digits]));
  return [...after.matchAll(WHOLE_FIELD)].flatMap(([, key = '', digits = '0']) => {
    const was = old.get(key);
    return was === undefined || was === digits ? [] : [{ key, by: BigInt(digits) - BigInt(was) }];
  });
}

function canonical(text: string): string {
  const quoted = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`,
  );
  return JSON.stringify(JSON.parse(quoted), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
      : value,
  );
}

/** Finds what is committed for a partition; `undefined` when it is not listed. */
export function findOffset(entries: readonly OffsetEntry[], partition: string): OffsetEntry | undefined {
  return entries.find((entry) => isSameJson(entry.partition, partition));
}

/**
 * Lists what has to change so that `now` becomes `wanted` again. A partition that was not there is reset.
 *
 * Shape: in the order of `wanted`, then those to reset; empty when both are the same.
 */
export function diffOffsets(now: readonly OffsetEntry[], wanted: readonly OffsetEntry[]): OffsetChange[] {
  const back = wanted.map(({ partition, offset }) => ({
    partition,
    before: findOffset(now, partition)?.offset ?? null,
    after: offset,
  }));
  const gone = now
    .filter(({ partition }) => !findOffset(wanted, partition))
    .map(({ partition, offset }) => ({ partition, before: offset, after: null }));
  return [...back, ...gone].filter(({ before, after }) => !isSameOffset(before, after));
}

/** As `isSameJson`, where null is a partition without an offset. */
export function isSameOffset(a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : isSameJson(a, b);
}
