import 'server-only';
import type { ClusterList } from '@/lib/api/clusters';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';

/** Lists all registered clusters with their reachability, and the workers their statuses mention. From memory. */
export function listClusters(context: VerbContext): ClusterList {
  authorize(context.actor, 'clusters/read');
  return context.console.fleet.clusters();
}
