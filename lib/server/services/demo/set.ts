import 'server-only';
import type { DemoRequest, DemoState } from '@/lib/api/demo';
import { ConflictError, NotFoundError } from '@/lib/base/errors';
import { authorize } from '../../auth/authorize';
import { isRestError } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import { getConnector } from '../connectors/get';
import { updateConnectorConfig } from '../connectors/update-config';
import { faultScripts } from './faults';
import { getDemo } from './get';
import { DEMO_CLUSTER, demoFolder, isDemoOn } from './seed';

/**
 * Breaks or fixes a part of the demo by ordinary edits of its connectors' configs, which show up like any other
 * action. Connectors that were deleted are left out.
 *
 * Errors: ConflictError when the demo is off; whatever an edit throws.
 */
export async function setDemo(context: VerbContext, request: DemoRequest): Promise<DemoState> {
  authorize(context.actor, 'demo/write');
  if (!isDemoOn(context.console)) throw new ConflictError('The demo is off.');
  const script = faultScripts(demoFolder(context.console))[request.fault];
  const change = request.do === 'break' ? script.broken : script.whole;
  for (const connector of script.connectors) await edit(context, connector, change);
  return getDemo(context);
}

async function edit(context: VerbContext, connector: string, change: Readonly<Record<string, string>>) {
  const ref = { clusterId: DEMO_CLUSTER, connector };
  try {
    const { config, configHash } = await getConnector(context, ref);
    const entries = config ?? [];
    const shown = entries.filter(({ masked }) => !masked).map(({ key, value }) => [key, value] as const);
    const keep = entries.filter(({ masked }) => masked).map(({ key }) => key);
    const draft = { set: { ...Object.fromEntries(shown), ...change }, keep };
    await updateConnectorConfig(context, { ...ref, update: { configHash: configHash ?? '', draft } });
  } catch (error) {
    const isGone = error instanceof NotFoundError || (isRestError(error) && error.status === 404);
    if (!isGone) throw error;
  }
}
