import type { ActionRecord } from '@/lib/api/actions';
import { assertNever } from '@/lib/base/assert-never';
import type { ConnectorAction } from '@/lib/connect/actions';

type AnyAction = ActionRecord['action'];

const WORDS: Record<AnyAction, string> = {
  'restart-failed-tasks': 'Restart failed tasks',
  'restart-connector': 'Restart connector',
  'restart-all': 'Restart connector and all tasks',
  'restart-task': 'Restart task',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  'reset-topics': 'Reset active topics',
  delete: 'Delete',
  create: 'Create',
  'edit-config': 'Edit config',
  'alter-offsets': 'Edit offsets',
  'reset-offsets': 'Reset offsets',
};

/** The one name of an action, the same in buttons, menus, the palette and the activity list. */
export function actionWord(action: AnyAction | ConnectorAction): string {
  return WORDS[action];
}

/** What an action touches, under its name in a menu. */
export function touchedBy(action: ConnectorAction, counts: { failed: number; tasks: number }): string {
  switch (action) {
    case 'restart-failed-tasks':
      return `${counts.failed} failed of ${counts.tasks} tasks; running ones are not touched`;
    case 'restart-connector':
      return 'The connector only; its tasks go on';
    case 'restart-all':
      return `The connector and ${counts.tasks === 1 ? 'its task' : `all ${counts.tasks} tasks`}`;
    case 'pause':
      return 'Tasks stay assigned and keep what they hold';
    case 'resume':
      return 'Goes on where it left off';
    case 'stop':
      return 'Tasks end; offsets are kept and can be edited';
    case 'edit-config':
      return 'With a diff before saving';
    case 'reset-topics':
      return 'Forgets which topics it has used; no topic is touched';
    case 'delete':
      return 'Offsets and the consumer group are kept';
    default:
      return assertNever(action);
  }
}
