import 'server-only';
import { randomUUID } from 'node:crypto';
import { messageOf } from '@/lib/base/errors';
import type { AuditEntry, AuditLog } from '../audit/audit-log';
import { isRestError, mayHaveBeenApplied } from '../connect-client/errors';

/**
 * Commits an intent, does it, and commits what came of it.
 *
 * Errors: what `send` throws, after it was recorded; StorageError when the intent cannot be kept, then nothing is sent.
 */
export async function audited(
  audit: AuditLog,
  what: Omit<AuditEntry, 'actionId' | 'connector'>,
  send: () => Promise<number>,
): Promise<void> {
  const entry: AuditEntry = { ...what, actionId: randomUUID(), connector: '' };
  await audit.intent(entry);
  let status: number;
  try {
    status = await send();
  } catch (error) {
    const outcome = mayHaveBeenApplied(error) ? 'unknown' : isRestError(error) ? 'refused' : 'failed';
    await audit.outcome(entry, outcome, { why: messageOf(error) });
    throw error;
  }
  await audit.outcome(entry, 'ok', { status });
}
