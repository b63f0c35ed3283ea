import 'server-only';
import { z } from 'zod';
import type { ActionRecord } from '@/lib/api/actions';
import { ConflictError, NotFoundError } from '@/lib/base/errors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';

/** The path segment of an action's route. */
export const ActionParams = z.object({ actionId: z.string().min(1) });

/**
 * Cancels an action that waits for a rebalance to end; the worker is not asked again.
 *
 * Errors: NotFoundError; ConflictError for one that does not wait (any more).
 */
export function cancelAction(context: VerbContext, { actionId }: z.infer<typeof ActionParams>): ActionRecord {
  const { actions } = context.console;
  const record = actions.get(actionId);
  if (!record) throw new NotFoundError('There is no such action.');
  authorize(context.actor, 'connectors/operate', record);
  const reason = new ConflictError(
    `Cancelled by ${context.actor.id} while the Connect cluster was rebalancing.`,
  );
  if (!actions.cancel(actionId, reason))
    throw new ConflictError('It does not wait any more, so that it cannot be cancelled.');
  return actions.get(actionId) ?? record;
}
