import { z } from 'zod';
import { whyNotOffset } from '../connect/offsets.ts';

/** A JSON object as text, so that 64-bit numbers stay exact on their way through browser and server. */
const JsonObjectText = z
  .string()
  .max(65_536)
  .superRefine((text, context) => {
    const why = whyNotOffset(text);
    if (why !== undefined) context.addIssue({ code: 'custom', message: why });
  });

/**
 * Offsets to change. `before` is what the user saw, null for a partition without an offset; when something else is
 * committed by now: 409 `resource/conflict`. `after` null resets the partition. `restores` names the snapshot
 * that is put back.
 */
export const OffsetsEdit = z.strictObject({
  changes: z
    .array(
      z.strictObject({
        partition: JsonObjectText,
        before: z.string().nullable(),
        after: JsonObjectText.nullable(),
      }),
    )
    .min(1)
    .max(5_000),
  restores: z.number().int().optional(),
});
export type OffsetsEdit = z.infer<typeof OffsetsEdit>;

/** All offsets as they were right before a change. `id` grows with time. */
export const OffsetSnapshot = z.object({
  id: z.number().int(),
  at: z.number(),
  actor: z.string(),
  /** What came after it. */
  action: z.enum(['alter-offsets', 'reset-offsets']),
  offsets: z.array(z.object({ partition: z.string(), offset: z.string() })),
});
export type OffsetSnapshot = z.infer<typeof OffsetSnapshot>;

/** Snapshots of one connector, newest first. */
export const OffsetSnapshotList = z.object({ snapshots: z.array(OffsetSnapshot) });
export type OffsetSnapshotList = z.infer<typeof OffsetSnapshotList>;
