import 'server-only';
import type { AuditLog } from '../../audit/audit-log';
import type { ActionLog } from './action-log';

/** Closes what was under way when the console stopped last time: its outcome is unknown, and says so. */
export async function reconcile(audit: AuditLog, actions: ActionLog, now: number): Promise<void> {
  await actions.load(now);
  for (const intent of await audit.openIntents()) {
    const entry = {
      actionId: intent.action_id,
      actor: intent.actor,
      cluster: intent.cluster,
      connector: intent.connector,
      operation: intent.operation,
      detail: {},
      requestId: intent.request_id,
    };
    await audit.outcome(entry, 'unknown', { why: 'the console stopped before the worker answered' });
  }
}
