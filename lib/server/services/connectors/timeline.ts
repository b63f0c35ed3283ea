import 'server-only';
import { z } from 'zod';
import type { Timeline } from '@/lib/api/timeline';
import { ValidationError } from '@/lib/base/errors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { readTimeline } from '../../history/read-timeline';
import type { ConnectorRef } from './schemas';

const DAY_MS = 86_400_000;
const MAX_WINDOW_MS = 100 * DAY_MS;

/** The window asked for. Units: ms since the epoch; the last 24 hours when absent. */
export const TimelineWindow = z.object({
  from: z.coerce.number<string>().int().min(0).optional(),
  to: z.coerce.number<string>().int().min(0).optional(),
});
type TimelineWindow = z.infer<typeof TimelineWindow>;

/**
 * Reads what was observed of a connector in a window, and when nobody looked.
 *
 * Errors: NotFoundError for an unknown cluster; ValidationError for a window that ends before it begins or is
 * longer than 100 days. A connector nobody ever saw has an empty history.
 */
export async function getTimeline(
  context: VerbContext,
  input: ConnectorRef & { window?: TimelineWindow },
): Promise<Timeline> {
  authorize(context.actor, 'connectors/read', input);
  const { fleet, db, clock, history, config } = context.console;
  const cluster = fleet.watch(input.clusterId).definition.id;
  const now = clock.now();
  const to = input.window?.to ?? now;
  const from = input.window?.from ?? to - DAY_MS;
  if (from >= to) throw new ValidationError('The window must end after it begins.');
  if (to - from > MAX_WINDOW_MS) throw new ValidationError('The window is longer than 100 days.');
  await history.flush();
  const gapMs = Math.max(3 * config.pollMs, 15_000);
  return readTimeline(db, { cluster, connector: input.connector, window: { from, to }, now, gapMs });
}
