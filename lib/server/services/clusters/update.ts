import 'server-only';
import { ClusterInput, type ClusterSummary } from '@/lib/api/clusters';
import type { ClusterId } from '@/lib/connect/names';
import { audited } from '../../audit/audited';
import { authorize } from '../../auth/authorize';
import { describeAccess } from '../../connect-client/access';
import { resolveAccess } from '../../connect-client/resolve-access';
import type { VerbContext } from '../../console';
import { toClusterSummary } from '../../fleet/summary';
import { refuseReadOnly, refuseTaken, storedOf, toAuditDetail } from './internal';
import { toColumns } from './stored';

/**
 * Changes a cluster a user added and looks at it anew. Secrets that are not typed stay as they are stored.
 *
 * Errors: ValidationError that names the field, also for a secret that does not follow to another address;
 * NotFoundError; ForbiddenError for clusters set elsewhere; ConflictError; StorageError.
 */
export async function updateCluster(
  context: VerbContext,
  input: { clusterId: ClusterId; cluster: ClusterInput },
): Promise<ClusterSummary> {
  const { clusterId: id } = input;
  authorize(context.actor, 'clusters/write', { clusterId: id });
  const typed = ClusterInput.parse(input.cluster);
  const { fleet, db, sealKeys } = context.console;
  const { definition } = fleet.watch(id);
  refuseReadOnly(definition);
  const resolved = resolveAccess(typed, storedOf(definition));
  refuseTaken(fleet, resolved.urls, id);
  const { name } = typed;
  const columns = { name, ...toColumns(sealKeys, id, resolved) };
  const change = () => db.updateTable('cluster').set(columns).where('id', '=', id).execute();
  await audited(context, 'update-cluster', toAuditDetail(name, resolved), change, id);
  const { urls, access } = resolved;
  const shown = describeAccess(access);
  return toClusterSummary(await fleet.replace({ id, name, urls, origin: 'user', access, shown }));
}
