import { type PointerEvent, useMemo, useState } from 'react';

/**
 * Keeps rows in their places while the user points at the table or works in it, so that nothing moves away under
 * the cursor; their content still changes. Released, the new order stands.
 *
 * Shape: `moved` is how many rows would change their place; new rows wait at the end. Touch does not hold.
 */
export function useHeldOrder<T>(rows: readonly T[], rowId: (row: T) => string) {
  const [held, setHeld] = useState<readonly string[]>();
  const hold = () => setHeld((current) => current ?? rows.map(rowId));
  const release = () => setHeld(undefined);
  const shown = useMemo(() => (held ? inOrder(rows, rowId, held) : rows), [rows, rowId, held]);
  const moved = useMemo(
    () => (held ? rows.length - longestRise(placesIn(rows, shown)) : 0),
    [held, rows, shown],
  );
  return {
    rows: shown,
    moved,
    release,
    handlers: {
      onPointerEnter: (event: PointerEvent) => event.pointerType === 'mouse' && hold(),
      onPointerLeave: release,
    },
  };
}

function inOrder<T>(rows: readonly T[], rowId: (row: T) => string, order: readonly string[]): readonly T[] {
  const place = new Map(order.map((id, index) => [id, index]));
  return rows.toSorted(
    (a, b) => (place.get(rowId(a)) ?? order.length) - (place.get(rowId(b)) ?? order.length),
  );
}

function placesIn<T>(rows: readonly T[], shown: readonly T[]): number[] {
  const place = new Map(shown.map((row, index) => [row, index]));
  return rows.map((row) => place.get(row) ?? -1);
}

/** Length of the longest rising run one gets by leaving numbers out: what need not move. */
export function longestRise(numbers: readonly number[]): number {
  const tails: number[] = [];
  for (const number of numbers) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle] ?? 0) >= number) high = middle;
      else low = middle + 1;
    }
    tails[low] = number;
  }
  return tails.length;
}
