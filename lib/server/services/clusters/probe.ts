import 'server-only';
import { z } from 'zod';
import { type ClusterTest, NewCluster } from '@/lib/api/clusters';
import { authorize } from '../../auth/authorize';
import { ConnectClient } from '../../connect-client/client';
import { toClusterProblem } from '../../connect-client/errors';
import { parseWorkerUrl } from '../../connect-client/worker-url';
import type { VerbContext } from '../../console';

/** The URLs to try; the name does not matter yet. */
export const ClusterTestRequest = z.strictObject({
  urls: NewCluster.shape.urls,
  name: z.string().optional(),
});
type ClusterTestRequest = z.infer<typeof ClusterTestRequest>;

/**
 * Asks each URL who is there. All must answer like a Connect worker; the first that does not is the result.
 *
 * Units: `latencyMs` of the slowest. Errors: ValidationError for a URL that cannot be used; everything else is
 * data. No body of what answered is ever returned.
 */
export async function testCluster(context: VerbContext, input: ClusterTestRequest): Promise<ClusterTest> {
  authorize(context.actor, 'clusters/write');
  const { clock } = context.console;
  const urls = input.urls.map((url) => parseWorkerUrl(url));
  const results = await Promise.all(
    urls.map(async (url): Promise<ClusterTest> => {
      using client = new ConnectClient([url], clock);
      const startedAt = clock.monotonic();
      try {
        const root = await client.call('root');
        const latencyMs = Math.round(clock.monotonic() - startedAt);
        const { version, commit = null, kafka_cluster_id: kafkaClusterId = null } = root;
        return { ok: true, version, commit, kafkaClusterId, latencyMs };
      } catch (error) {
        const problem = toClusterProblem(error);
        const message = urls.length > 1 ? `${url}: ${problem.message}` : problem.message;
        return { ok: false, problem: { ...problem, message } };
      }
    }),
  );
  return results.reduce((worst, one) => {
    if (!worst.ok || !one.ok) return worst.ok ? one : worst;
    return one.latencyMs > worst.latencyMs ? one : worst;
  });
}
