import { z } from 'zod';

/** Whether the demo is on and what is broken now. `connector` is the one that breaking and fixing touches. */
export const DemoState = z.object({
  enabled: z.boolean(),
  clusterId: z.string().nullable(),
  connector: z.string().nullable(),
  broken: z.boolean(),
});
export type DemoState = z.infer<typeof DemoState>;

/** What to do to the demo. */
export const DemoRequest = z.strictObject({ do: z.enum(['break', 'fix']) });
