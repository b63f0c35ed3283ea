import 'server-only';

/** What an instance is on the way to: neither failed any more nor running yet. */
const ON_THE_WAY = new Set(['UNASSIGNED', 'RESTARTING']);

/**
 * Since when an instance has been failed, after it changed to `to` at `at`: a restart passes through UNASSIGNED, and
 * one that fails again has not been restored. Undefined: it is not failed. Units: ms since the epoch.
 */
export function failedSince(before: number | undefined, to: string | null, at: number): number | undefined {
  if (to === 'FAILED') return before ?? at;
  return to !== null && ON_THE_WAY.has(to) ? before : undefined;
}
