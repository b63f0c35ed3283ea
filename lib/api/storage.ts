import { z } from 'zod';

/**
 * Whether the console can keep what it sees and do what it is asked. `read-only`: its database cannot be written, so
 * changes are refused. Units: `since` ms since the epoch.
 */
export const StorageState = z.object({
  state: z.enum(['ok', 'read-only']),
  since: z.number(),
  reason: z.string().nullable(),
});
export type StorageState = z.infer<typeof StorageState>;
