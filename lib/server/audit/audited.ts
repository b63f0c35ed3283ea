import 'server-only';
import { randomUUID } from 'node:crypto';
import { messageOf } from '@/lib/base/errors';
import type { VerbContext } from '../console';
import { StorageError } from '../db/open';

/**
 * Carries out one change of the console's own settings between its two audit rows.
 *
 * Errors: StorageError when the audit or the change itself cannot be kept. `detail` must hold no secret.
 */
export async function audited<T>(
  context: VerbContext,
  operation: string,
  detail: Readonly<Record<string, unknown>>,
  change: () => Promise<T>,
  cluster = '',
): Promise<T> {
  const { audit } = context.console;
  const entry = {
    actionId: randomUUID(),
    actor: context.actor.id,
    cluster,
    connector: '',
    operation,
    detail,
    requestId: context.requestId,
  };
  await audit.intent(entry);
  try {
    const result = await change();
    await audit.outcome(entry, 'ok');
    return result;
  } catch (cause) {
    await audit.outcome(entry, 'failed');
    throw new StorageError(`The change cannot be kept: ${messageOf(cause)}`, cause);
  }
}
