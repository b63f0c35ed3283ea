import 'server-only';
import type { ActionList } from '@/lib/api/actions';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';

/** Lists the newest 200 actions of anybody, newest first. */
export function listActions(context: VerbContext): ActionList {
  authorize(context.actor, 'connectors/read');
  return { actions: context.console.actions.list() };
}
