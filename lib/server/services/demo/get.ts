import 'server-only';
import { DEMO_FAULTS, type DemoState } from '@/lib/api/demo';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import { authorize } from '../../auth/authorize';
import { isRestError } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import { type FaultScript, faultScripts } from './faults';
import { DEMO_CLUSTER, demoFolder, isDemoOn } from './seed';

/**
 * Says whether the demo is on and what of it is broken, read from the connectors' configs.
 *
 * Shape: connectors that were deleted, or are not created yet, are left out; a fault counts as broken as soon as one
 * of its connectors is.
 */
export async function getDemo(context: VerbContext): Promise<DemoState> {
  authorize(context.actor, 'demo/read');
  if (!isDemoOn(context.console)) return { enabled: false, clusterId: null, faults: [] };
  const scripts = faultScripts(demoFolder(context.console));
  const faults = await Promise.all(
    DEMO_FAULTS.map(async (fault) => {
      const script = scripts[fault];
      const configs = await Promise.all(
        script.connectors.map(async (connector) => [connector, await configOf(context, connector)] as const),
      );
      const there = configs.filter((entry): entry is [string, ConnectorConfig] => entry[1] !== undefined);
      const broken = there.some(([, config]) => isBroken(config, script));
      return { fault, connectors: there.map(([connector]) => connector), broken };
    }),
  );
  return {
    enabled: true,
    clusterId: DEMO_CLUSTER,
    faults: faults.filter(({ connectors }) => connectors.length > 0),
  };
}

function isBroken(config: ConnectorConfig, { broken }: FaultScript): boolean {
  return Object.entries(broken).every(([key, value]) => config[key] === value);
}

async function configOf(
  { console: { fleet } }: VerbContext,
  connector: string,
): Promise<ConnectorConfig | undefined> {
  const { client } = fleet.watch(DEMO_CLUSTER);
  try {
    return (await client.call('getConnector', { params: { connector }, timeoutMs: 2_000 })).config;
  } catch (error) {
    if (isRestError(error) && error.status === 404) return undefined;
    throw error;
  }
}
