import 'server-only';
import { randomUUID } from 'node:crypto';
import type { Silence, SilenceInput } from '@/lib/api/alerts';
import { NotFoundError, ValidationError } from '@/lib/base/errors';
import { audited } from '../../audit/audited';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';

const MAX_WINDOW_MS = 90 * 86_400_000;

/** Adds a window without notes. Errors: ValidationError for one that ends before it begins or is over; StorageError. */
export async function addSilence(context: VerbContext, input: SilenceInput): Promise<Silence> {
  authorize(context.actor, 'alerts/write');
  const { alerts, db, clock } = context.console;
  if (input.to <= input.from) throw new ValidationError('The silence must end after it begins.');
  if (input.to <= clock.now()) throw new ValidationError('The silence is over already.');
  if (input.to - input.from > MAX_WINDOW_MS) throw new ValidationError('A silence lasts at most 90 days.');
  const silence: Silence = { ...input, id: randomUUID() };
  return audited(context, 'add-silence', { ...silence }, async () => {
    const row = { id: silence.id, to_at: silence.to, silence: JSON.stringify(silence) };
    await db.insertInto('alert_silence').values(row).execute();
    alerts.silences.set(silence.id, silence);
    return silence;
  });
}

/** Ends a silence. Errors: NotFoundError, StorageError. */
export async function removeSilence(context: VerbContext, input: { silenceId: string }): Promise<void> {
  authorize(context.actor, 'alerts/write');
  const { alerts, db } = context.console;
  if (!alerts.silences.has(input.silenceId)) throw new NotFoundError('There is no such silence.');
  await audited(context, 'remove-silence', input, async () => {
    await db.deleteFrom('alert_silence').where('id', '=', input.silenceId).execute();
    alerts.silences.delete(input.silenceId);
  });
}
