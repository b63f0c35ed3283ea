'use client';

import { useSyncExternalStore } from 'react';

/** How one person at one browser likes the console. */
export interface Preferences {
  readonly density: 'comfortable' | 'compact';
  /** IANA name; null: the browser's zone. */
  readonly timeZone: string | null;
  /** Ids of the columns left out, by the table's label. */
  readonly hiddenColumns: Readonly<Record<string, readonly string[]>>;
  /** How many of the first hints were read. */
  readonly hintsRead: number;
}

const KEY = 'sluice.preferences';
const DEFAULTS: Preferences = { density: 'comfortable', timeZone: null, hiddenColumns: {}, hintsRead: 0 };
/** Rendered on the server: nothing that would have to be taken away again in the browser. */
const ON_SERVER: Preferences = { ...DEFAULTS, hintsRead: Number.MAX_SAFE_INTEGER };
const listeners = new Set<() => void>();
let kept: { raw: string | null; value: Preferences } = { raw: null, value: DEFAULTS };

/** The preferences as stored; what cannot be read counts as the default. Never throws. */
function read(): Preferences {
  const raw = readRaw();
  if (raw !== kept.raw) kept = { raw, value: raw === null ? DEFAULTS : parse(raw) };
  return kept.value;
}

function readRaw(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return kept.raw; // storage is forbidden: what was set lives as long as the page
  }
}

/** By hand, because the schema library is not part of a page's first script. */
function parse(raw: string): Preferences {
  try {
    const { density, timeZone, hiddenColumns, hintsRead } = JSON.parse(raw) as Record<string, unknown>;
    return {
      density: density === 'compact' ? 'compact' : 'comfortable',
      timeZone: typeof timeZone === 'string' ? timeZone : null,
      hiddenColumns: isColumns(hiddenColumns) ? hiddenColumns : {},
      hintsRead: typeof hintsRead === 'number' ? hintsRead : 0,
    };
  } catch {
    return DEFAULTS;
  }
}

function isColumns(value: unknown): value is Preferences['hiddenColumns'] {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((ids) => Array.isArray(ids) && ids.every((id) => typeof id === 'string'));
}

/** Changes some preferences, in every open tab of this browser. */
export function setPreferences(change: Partial<Preferences>): void {
  const value = { ...read(), ...change };
  const raw = JSON.stringify(value);
  kept = { raw, value };
  try {
    localStorage.setItem(KEY, raw);
  } catch {
    // Storage is full or forbidden: the change lasts until the page is left.
  }
  for (const notify of listeners) notify();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** The preferences, kept current; while rendering on the server the defaults. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, read, () => ON_SERVER);
}
