import 'server-only';
import type { ClusterTest, ClusterTestRequest, WorkerUrlTest } from '@/lib/api/clusters';
import type { Clock } from '@/lib/base/clock';
import { authorize } from '../../auth/authorize';
import type { WorkerAccess } from '../../connect-client/access';
import { ConnectClient } from '../../connect-client/client';
import { toClusterProblem } from '../../connect-client/errors';
import { resolveAccess } from '../../connect-client/resolve-access';
import type { VerbContext } from '../../console';
import { refuseReadOnly, storedOf } from './internal';

/**
 * Asks each URL who is there and whether it lets us in, without keeping anything.
 *
 * Shape: one result per URL. Errors: ValidationError that names the field; everything else is data. No body of what
 * answered is ever returned.
 */
export async function testCluster(context: VerbContext, input: ClusterTestRequest): Promise<ClusterTest> {
  authorize(context.actor, 'clusters/write');
  const { clock, fleet } = context.console;
  const { clusterId, name = 'test', ...typed } = input;
  const definition = clusterId === undefined ? undefined : fleet.watch(clusterId).definition;
  if (definition) refuseReadOnly(definition);
  const { urls, access } = resolveAccess({ ...typed, name }, definition && storedOf(definition));
  return { results: await Promise.all(urls.map((url) => testUrl(url, access, clock))) };
}

/** Units: `latencyMs` of the first answer. */
async function testUrl(url: string, access: WorkerAccess, clock: Clock): Promise<WorkerUrlTest> {
  using client = new ConnectClient([url], clock, access);
  const startedAt = clock.monotonic();
  try {
    const root = await client.call('root');
    const latencyMs = Math.round(clock.monotonic() - startedAt);
    // Some put only what changes or lists things behind a sign-in.
    await client.call('listNames');
    const { version, commit = null, kafka_cluster_id: kafkaClusterId = null } = root;
    return { ok: true, url, version, commit, kafkaClusterId, latencyMs };
  } catch (error) {
    return { ok: false, url, problem: toClusterProblem(error) };
  }
}
