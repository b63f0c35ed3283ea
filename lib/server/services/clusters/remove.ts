import 'server-only';
import { ForbiddenError, messageOf } from '@/lib/base/errors';
import type { ClusterId } from '@/lib/connect/names';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { StorageError } from '../../db/open';

/**
 * Forgets a cluster a user added. The cluster itself is not touched; its history stays.
 *
 * Errors: NotFoundError; ForbiddenError for clusters that come from the environment.
 */
export async function removeCluster(context: VerbContext, input: { clusterId: ClusterId }): Promise<void> {
  authorize(context.actor, 'clusters/write', input);
  const { fleet, db } = context.console;
  const { origin, name } = fleet.watch(input.clusterId).definition;
  if (origin !== 'user')
    throw new ForbiddenError(`"${name}" is set by the environment and cannot be removed here.`);
  await db
    .deleteFrom('cluster')
    .where('id', '=', input.clusterId)
    .execute()
    .catch((cause: unknown) => {
      throw new StorageError(`The cluster cannot be removed: ${messageOf(cause)}`, cause);
    });
  await fleet.remove(input.clusterId);
}
