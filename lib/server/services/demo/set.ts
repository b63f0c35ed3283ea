import 'server-only';
import type { z } from 'zod';
import type { DemoRequest, DemoState } from '@/lib/api/demo';
import { ConflictError } from '@/lib/base/errors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { getConnector } from '../connectors/get';
import { updateConnectorConfig } from '../connectors/update-config';
import { DEMO_CONNECTOR, demoFile } from './connectors';
import { getDemo } from './get';
import { DEMO_CLUSTER, demoFolder, isDemoOn } from './seed';

/**
 * Breaks or fixes the demo's sink by an ordinary edit of its config, which shows up like any other action.
 *
 * Errors: ConflictError when the demo is off; whatever an edit throws.
 */
export async function setDemo(context: VerbContext, input: z.infer<typeof DemoRequest>): Promise<DemoState> {
  authorize(context.actor, 'demo/write');
  if (!isDemoOn(context.console)) throw new ConflictError('The demo is off.');
  const ref = { clusterId: DEMO_CLUSTER, connector: DEMO_CONNECTOR };
  const detail = await getConnector(context, ref);
  const entries = detail.config ?? [];
  const shown = entries.filter(({ masked }) => !masked).map(({ key, value }) => [key, value] as const);
  const file = demoFile(demoFolder(context.console), input.do === 'break');
  await updateConnectorConfig(context, {
    ...ref,
    update: {
      configHash: detail.configHash ?? '',
      draft: {
        set: { ...Object.fromEntries(shown), file },
        keep: entries.filter(({ masked }) => masked).map(({ key }) => key),
      },
    },
  });
  return getDemo(context);
}
