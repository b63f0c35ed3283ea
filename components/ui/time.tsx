'use client';

import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const notify of listeners) notify();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time, once a second, the same for everything on the page. 0 while rendering on the server. */
export function useNow(): number {
  return useSyncExternalStore(
    subscribe,
    () => now,
    () => 0,
  );
}

/** `4 s`, `3 min`, `2 h 5 min`, `2 d 3 h`: the two largest units. Units: `ms` milliseconds. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

let format = formatIn(undefined);

function formatIn(timeZone: string | undefined): Intl.DateTimeFormat {
  const parts = { dateStyle: 'short', timeStyle: 'medium' } as const;
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', timeZone === undefined ? parts : { ...parts, timeZone });
}

/** Chooses the zone that times are shown in from now on: an IANA name, or null for the browser's own. */
export function setTimeZone(timeZone: string | null): void {
  try {
    format = formatIn(timeZone ?? undefined);
  } catch {
    format = formatIn(undefined); // a zone this browser does not know
  }
}

/** `2026-11-25 14:02:11` in the chosen zone. */
export function formatTime(at: number): string {
  return format.format(at);
}

/** Reads `2026-11-25T14:02` in the chosen zone; undefined when it is no date and time. Units: ms since the epoch. */
export function parseTime(text: string): number | undefined {
  const asUtc = Date.parse(`${text}${text.length === 16 ? ':00' : ''}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const offsetAt = (at: number) => Date.parse(`${formatTime(at).replace(' ', 'T')}Z`) - at;
  // The offset may be another one at the time meant than at the same time in UTC.
  return asUtc - offsetAt(asUtc - offsetAt(asUtc));
}

/** How far UTC is ahead of the chosen zone at a time: `at - zoneOffset(at)` as UTC reads as local time. Units: ms. */
export function zoneOffset(at: number): number {
  const local = Date.parse(`${formatTime(at).replace(' ', 'T')}Z`);
  return Math.floor(at / 1000) * 1000 - local;
}

/** `14:02:11` in the chosen zone. */
export function formatClock(at: number): string {
  return format.format(at).slice(-8);
}

/** `3 min ago` or, with `plain`, `3 min`; the exact time on hover. */
export function Ago({ at, plain }: { at: number; plain?: boolean }) {
  const current = useNow();
  if (current === 0) return <time suppressHydrationWarning>–</time>;
  const text = formatDuration(current - at);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatTime(at)} className="whitespace-nowrap">
      {plain ? text : `${text} ago`}
    </time>
  );
}
