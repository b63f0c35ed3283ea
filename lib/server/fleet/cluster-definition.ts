import 'server-only';
import type { ClusterAccess } from '@/lib/api/cluster-access';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ClusterId } from '@/lib/connect/names';
import type { WorkerAccess } from '../connect-client/access';

/**
 * A registered cluster. `access`: what to sign in with, `sealed` when it is stored and cannot be opened; `shown`: what
 * may be told of it. Without both nothing is sent.
 */
export interface ClusterDefinition {
  readonly id: ClusterId;
  readonly name: string;
  readonly urls: readonly string[];
  readonly origin: ClusterSummary['origin'];
  /** Variable or file that sets it. */
  readonly source?: string;
  readonly access?: WorkerAccess | 'sealed';
  readonly shown?: ClusterAccess;
}
