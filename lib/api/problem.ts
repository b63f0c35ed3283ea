import { z } from 'zod';
import { StoredConfig } from './connectors.ts';

/**
 * An error as the browser gets it (RFC 9457).
 *
 * Shape: `code` is the hierarchical code of `AppError`; `detail` is for people; `workerMessage` is what a worker
 * said, verbatim, and is data: shown as text; `fields` maps a path to its messages; `current` comes with the
 * conflict of an edit: the config as it is stored now, secrets masked.
 */
export const Problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  workerMessage: z.string().optional(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
  current: StoredConfig.optional(),
});
export type Problem = z.infer<typeof Problem>;
