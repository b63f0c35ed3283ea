import { z } from 'zod';
import { ConfigEntry } from './connectors.ts';

/**
 * One config a connector has had. Secrets have no value: only their names are kept.
 *
 * `origin`: `console` when `actor` made it here, `elsewhere` when it was changed outside the console, `unknown` when
 * it was there before the console looked. Units: `at` is when it was seen, ms since the epoch.
 */
export const ConfigVersion = z.object({
  id: z.number().int(),
  /** 1 is the oldest. */
  number: z.number().int(),
  at: z.number(),
  origin: z.enum(['console', 'elsewhere', 'unknown']),
  actor: z.string().nullable(),
  /** Number of the version it went back to. */
  rollbackOf: z.number().int().nullable(),
  entries: z.array(ConfigEntry),
});
export type ConfigVersion = z.infer<typeof ConfigVersion>;

/** Versions of one connector's config, newest first, at most 200. */
export const ConfigVersionList = z.object({ versions: z.array(ConfigVersion) });
export type ConfigVersionList = z.infer<typeof ConfigVersionList>;
