import 'server-only';
import type { DemoState } from '@/lib/api/demo';
import { authorize } from '../../auth/authorize';
import { isRestError } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import { DEMO_CONNECTOR, demoFile } from './connectors';
import { DEMO_CLUSTER, demoFolder, isDemoOn } from './seed';

/**
 * Says whether the demo is on and whether its sink is broken, read from the sink's config.
 *
 * Shape: `connector` is null while there is no such sink, because it was deleted or is not created yet.
 */
export async function getDemo(context: VerbContext): Promise<DemoState> {
  authorize(context.actor, 'demo/read');
  if (!isDemoOn(context.console)) return { enabled: false, clusterId: null, connector: null, broken: false };
  const watch = context.console.fleet.watch(DEMO_CLUSTER);
  const params = { connector: DEMO_CONNECTOR };
  const info = await watch.client
    .call('getConnector', { params, timeoutMs: 2_000 })
    .catch((error: unknown) => {
      if (isRestError(error) && error.status === 404) return undefined;
      throw error;
    });
  const broken = info?.config.file === demoFile(demoFolder(context.console), true);
  return { enabled: true, clusterId: DEMO_CLUSTER, connector: info ? DEMO_CONNECTOR : null, broken };
}
