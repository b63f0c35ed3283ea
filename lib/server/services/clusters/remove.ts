import 'server-only';
import type { ClusterId } from '@/lib/connect/names';
import { audited } from '../../audit/audited';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { refuseReadOnly } from './internal';

/**
 * Forgets a cluster a user added, with its credentials. The cluster itself is not touched; its history stays.
 *
 * Errors: NotFoundError; ForbiddenError for clusters that are set elsewhere; StorageError.
 */
export async function removeCluster(context: VerbContext, input: { clusterId: ClusterId }): Promise<void> {
  authorize(context.actor, 'clusters/write', input);
  const { fleet, db } = context.console;
  const { clusterId } = input;
  const { definition } = fleet.watch(clusterId);
  refuseReadOnly(definition);
  const change = () => db.deleteFrom('cluster').where('id', '=', clusterId).execute();
  await audited(context, 'remove-cluster', { name: definition.name }, change, clusterId);
  await fleet.remove(clusterId);
}
