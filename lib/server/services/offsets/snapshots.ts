import 'server-only';
import { z } from 'zod';
import { OffsetSnapshot, type OffsetSnapshotList } from '@/lib/api/offsets';
import { messageOf } from '@/lib/base/errors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { StorageError } from '../../db/open';
import type { ConnectorRef } from '../connectors/schemas';

const KEPT = 50;
const Stored = z.array(OffsetSnapshot.shape.offsets.element);

/** Lists what offsets were before the console changed them, the newest 50 first. */
export async function listOffsetSnapshots(
  context: VerbContext,
  ref: ConnectorRef,
): Promise<OffsetSnapshotList> {
  authorize(context.actor, 'connectors/read', ref);
  const rows = await context.console.db
    .selectFrom('offset_snapshot')
    .select(['id', 'at', 'actor', 'action', 'offsets'])
    .where('cluster', '=', ref.clusterId)
    .where('connector', '=', ref.connector)
    .orderBy('id', 'desc')
    .limit(KEPT)
    .execute();
  return {
    snapshots: rows.map((row) => ({ ...row, offsets: Stored.parse(JSON.parse(row.offsets)) })),
  };
}

/**
 * Keeps all offsets as they are before a change; of each connector the newest 50 stay.
 *
 * Shape: the snapshot's id. Errors: StorageError; then nothing may be changed.
 */
export async function keepOffsets(
  context: VerbContext,
  ref: ConnectorRef,
  action: OffsetSnapshot['action'],
  offsets: OffsetSnapshot['offsets'],
): Promise<number> {
  const { db, clock } = context.console;
  const insert = db.transaction().execute(async (trx) => {
    const { id } = await trx
      .insertInto('offset_snapshot')
      .values({
        at: clock.now(),
        cluster: ref.clusterId,
        connector: ref.connector,
        actor: context.actor.id,
        action,
        offsets: JSON.stringify(offsets),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await trx
      .deleteFrom('offset_snapshot')
      .where('cluster', '=', ref.clusterId)
      .where('connector', '=', ref.connector)
      .where('id', 'not in', (newest) =>
        newest
          .selectFrom('offset_snapshot')
          .select('id')
          .where('cluster', '=', ref.clusterId)
          .where('connector', '=', ref.connector)
          .orderBy('id', 'desc')
          .limit(KEPT),
      )
      .execute();
    return id;
  });
  return insert.catch((cause: unknown) => {
    throw new StorageError(
      `The offsets as they are cannot be kept (${messageOf(cause)}); nothing was changed.`,
      cause,
    );
  });
}

/** Drops a snapshot whose change the worker refused: nothing came after it. */
export async function forgetOffsets(context: VerbContext, id: number): Promise<void> {
  await context.console.db.deleteFrom('offset_snapshot').where('id', '=', id).execute();
}
