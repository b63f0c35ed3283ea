import 'server-only';
import { type ClusterSummary, NewCluster } from '@/lib/api/clusters';
import { ConflictError, messageOf, ValidationError } from '@/lib/base/errors';
import { ClusterId } from '@/lib/connect/names';
import { authorize } from '../../auth/authorize';
import { slugOf } from '../../config/config';
import { parseWorkerUrl } from '../../connect-client/worker-url';
import type { VerbContext } from '../../console';
import { StorageError } from '../../db/open';
import { toClusterSummary } from '../../fleet/summary';

/**
 * Registers a cluster and starts to look at it.
 *
 * Shape: the id is made from the name, with a number behind it when it is taken. Errors: ValidationError for a
 * URL that cannot be used; ConflictError when a URL belongs to a registered cluster; StorageError.
 */
export async function addCluster(context: VerbContext, input: NewCluster): Promise<ClusterSummary> {
  authorize(context.actor, 'clusters/write');
  const { name, urls } = NewCluster.parse(input);
  const { fleet, db, clock } = context.console;
  const clean = [...new Set(urls.map((url) => parseWorkerUrl(url)))];
  const taken = fleet.watches().find((watch) => watch.definition.urls.some((url) => clean.includes(url)));
  if (taken) throw new ConflictError(`One of these URLs belongs to "${taken.definition.name}" already.`);
  const id = freeId(slugOf(name) || 'cluster', (candidate) => fleet.has(candidate));
  await db
    .insertInto('cluster')
    .values({ id, name, urls: JSON.stringify(clean), created_at: clock.now() })
    .execute()
    .catch((cause: unknown) => {
      throw new StorageError(`The cluster cannot be kept: ${messageOf(cause)}`, cause);
    });
  return toClusterSummary(await fleet.add({ id, name, urls: clean, origin: 'user' }));
}

function freeId(base: string, isTaken: (id: string) => boolean): ClusterId {
  for (let n = 1; n < 1000; n += 1) {
    const id = n === 1 ? base : `${base.slice(0, 58)}-${n}`;
    if (!isTaken(id)) return ClusterId.parse(id);
  }
  throw new ValidationError('Give the cluster another name.');
}
