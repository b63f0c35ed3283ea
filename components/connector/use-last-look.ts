import { useEffect, useRef, useState } from 'react';
import type { OffsetEntry } from '@/lib/connect/offsets';

/** What somebody at this browser saw of a connector's offsets before. Units: `at` ms since the epoch. */
export interface LastLook {
  readonly at: number;
  readonly offsets: ReadonlyMap<string, string>;
}

/**
 * The offsets as they were when this page was last left, or when it was opened for the first time; kept in the
 * browser. Undefined until something was read.
 */
export function useLastLook(
  clusterId: string,
  name: string,
  offsets: readonly OffsetEntry[] | undefined,
): LastLook | undefined {
  const key = `sluice.offsets.${clusterId}/${name}`;
  const [last, setLast] = useState<LastLook>();
  const newest = useRef(offsets);
  newest.current = offsets ?? newest.current;
  const isRead = offsets !== undefined;
  // Outside React: the browser's storage, and the moment the page is left.
  useEffect(() => {
    if (!isRead) return undefined;
    setLast(read(key) ?? { at: Date.now(), offsets: toMap(newest.current ?? []) });
    const keep = () => write(key, newest.current ?? []);
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [key, isRead]);
  return last;
}

function toMap(offsets: readonly OffsetEntry[]): Map<string, string> {
  return new Map(offsets.flatMap(({ partition, offset }) => (offset === null ? [] : [[partition, offset]])));
}

function read(key: string): LastLook | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (typeof stored !== 'object' || stored === null || !('at' in stored) || !('offsets' in stored))
      return undefined;
    return {
      at: Number(stored.at),
      offsets: new Map(Object.entries(stored.offsets as Record<string, string>)),
    };
  } catch {
    return undefined;
  }
}

function write(key: string, offsets: readonly OffsetEntry[]): void {
  try {
    localStorage.setItem(
      key,
      JSON.stringify({ at: Date.now(), offsets: Object.fromEntries(toMap(offsets)) }),
    );
  } catch {
    // Storage is full or forbidden: the next visit compares with its own beginning.
  }
}
