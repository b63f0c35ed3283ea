import 'server-only';
import { ClusterInput, type ClusterSummary } from '@/lib/api/clusters';
import { ValidationError } from '@/lib/base/errors';
import { ClusterId } from '@/lib/connect/names';
import { audited } from '../../audit/audited';
import { authorize } from '../../auth/authorize';
import { slugOf } from '../../config/env-clusters';
import { describeAccess } from '../../connect-client/access';
import { resolveAccess } from '../../connect-client/resolve-access';
import type { VerbContext } from '../../console';
import { toClusterSummary } from '../../fleet/summary';
import { refuseTaken, toAuditDetail } from './internal';
import { toColumns } from './stored';

/**
 * Registers a cluster and starts to look at it.
 *
 * Shape: the id is made from the name, with a number behind it when it is taken. Errors: ValidationError that names
 * the field; ConflictError when a URL belongs to a registered cluster; StorageError.
 */
export async function addCluster(context: VerbContext, input: ClusterInput): Promise<ClusterSummary> {
  authorize(context.actor, 'clusters/write');
  const typed = ClusterInput.parse(input);
  const { fleet, db, clock, sealKeys } = context.console;
  const resolved = resolveAccess(typed);
  refuseTaken(fleet, resolved.urls, undefined);
  const id = freeId(slugOf(typed.name) || 'cluster', (candidate) => fleet.has(candidate));
  const { name } = typed;
  const columns = toColumns(sealKeys, id, resolved);
  const change = () =>
    db
      .insertInto('cluster')
      .values({ id, name, created_at: clock.now(), ...columns })
      .execute();
  await audited(context, 'add-cluster', toAuditDetail(name, resolved), change, id);
  const { urls, access } = resolved;
  return toClusterSummary(
    await fleet.add({ id, name, urls, origin: 'user', access, shown: describeAccess(access) }),
  );
}

function freeId(base: string, isTaken: (id: string) => boolean): ClusterId {
  for (let n = 1; n < 1000; n += 1) {
    const id = n === 1 ? base : `${base.slice(0, 58)}-${n}`;
    if (!isTaken(id)) return ClusterId.parse(id);
  }
  throw new ValidationError('Give the cluster another name.');
}
