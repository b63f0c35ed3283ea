import 'server-only';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { NotFoundError } from '@/lib/base/errors';
import { ClusterId } from '@/lib/connect/names';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { RevertRow } from '../../loggers/logger-reverter';

/** Which revert of which cluster. */
export const RevertParams = z.object({ clusterId: ClusterId, revertId: z.coerce.number().int() });
type RevertParams = z.infer<typeof RevertParams>;

/** Keeps a level for good: it does not go back by itself any more. Errors: NotFoundError. */
export async function cancelLoggerRevert(context: VerbContext, input: RevertParams): Promise<void> {
  const row = await find(context, input);
  const { audit, db } = context.console;
  const entry = {
    actionId: randomUUID(),
    actor: context.actor.id,
    cluster: row.cluster,
    connector: '',
    operation: 'keep-log-level',
    detail: { logger: row.logger, level: row.level, worker: row.worker },
    requestId: context.requestId,
  };
  await audit.intent(entry);
  await db.deleteFrom('logger_revert').where('id', '=', row.id).execute();
  await audit.outcome(entry, 'ok');
}

/** Puts a level back before its time. Errors: NotFoundError; why the worker could not be asked or refused. */
export async function revertLoggerNow(context: VerbContext, input: RevertParams): Promise<void> {
  const row = await find(context, input);
  await context.console.loggers.revert(row, context.actor, context.requestId);
}

async function find(context: VerbContext, { clusterId, revertId }: RevertParams): Promise<RevertRow> {
  authorize(context.actor, 'loggers/write', { clusterId });
  const row = await context.console.db
    .selectFrom('logger_revert')
    .selectAll()
    .where('cluster', '=', clusterId)
    .where('id', '=', revertId)
    .executeTakeFirst();
  if (!row) throw new NotFoundError('This level has gone back already, or is kept.');
  return row;
}
