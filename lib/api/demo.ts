import { z } from 'zod';

/** Ways to break the demo: a folder goes away, or a database that three connectors write to. */
export const DEMO_FAULTS = ['folder', 'database'] as const;
/** One of `DEMO_FAULTS`. */
export const DemoFault = z.enum(DEMO_FAULTS);
export type DemoFault = z.infer<typeof DemoFault>;

/** Whether the demo is on and what is broken now. A fault none of whose connectors is left is not listed. */
export const DemoState = z.object({
  enabled: z.boolean(),
  clusterId: z.string().nullable(),
  faults: z.array(z.object({ fault: DemoFault, connectors: z.array(z.string()), broken: z.boolean() })),
});
export type DemoState = z.infer<typeof DemoState>;

/** What to do to the demo. */
export const DemoRequest = z.strictObject({ do: z.enum(['break', 'fix']), fault: DemoFault });
export type DemoRequest = z.infer<typeof DemoRequest>;
