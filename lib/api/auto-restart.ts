import { z } from 'zod';
import { ActionRecord } from './actions.ts';

/** What a user decides. `maxRestarts`: after so many that did not help, the console stops trying. */
export const AutoRestartSettings = z.strictObject({
  enabled: z.boolean(),
  maxRestarts: z.number().int().min(1, 'At least 1.').max(100, 'At most 100.'),
});
export type AutoRestartSettings = z.infer<typeof AutoRestartSettings>;

/**
 * Auto-restart of one connector, as its page shows it. Units: ms since the epoch.
 *
 * `restarts` counts since it last ran well. `nextAt` is null while nothing is planned; `waitingFor` says why a
 * failed connector is left alone, `gaveUp` why the console stopped trying.
 */
export const AutoRestartView = z.object({
  enabled: z.boolean(),
  maxRestarts: z.number().int(),
  restarts: z.number().int(),
  lastAt: z.number().nullable(),
  nextAt: z.number().nullable(),
  waitingFor: z.string().nullable(),
  gaveUp: z.string().nullable(),
  /** What auto-restart did, newest first, at most 10. */
  history: z.array(ActionRecord),
});
export type AutoRestartView = z.infer<typeof AutoRestartView>;
