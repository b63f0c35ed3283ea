import 'server-only';
import { randomUUID } from 'node:crypto';
import type { AutoRestartSettings, AutoRestartView } from '@/lib/api/auto-restart';
import { messageOf, NotFoundError } from '@/lib/base/errors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { StorageError } from '../../db/open';
import type { ConnectorRef } from '../connectors/schemas';
import { getAutoRestart } from './get';

/**
 * Switches auto-restart of one connector on or off. Switching on, or saving after it gave up, begins anew.
 *
 * Errors: NotFoundError; StorageError when settings or audit cannot be kept, then nothing has changed.
 */
export async function setAutoRestart(
  context: VerbContext,
  input: ConnectorRef & { settings: AutoRestartSettings },
): Promise<AutoRestartView> {
  authorize(context.actor, 'connectors/operate', input);
  const { restarter, fleet, audit } = context.console;
  const watch = fleet.watch(input.clusterId);
  const { id: cluster, name } = watch.definition;
  if (!watch.state.row(input.connector)) {
    throw new NotFoundError(`There is no connector "${input.connector}" in ${name}.`);
  }
  const entry = {
    actionId: randomUUID(),
    actor: context.actor.id,
    cluster,
    connector: input.connector,
    operation: 'set-auto-restart',
    detail: { ...input.settings },
    requestId: context.requestId,
  };
  await audit.intent(entry);
  try {
    await restarter.set(cluster, input.connector, input.settings);
  } catch (cause) {
    await audit.outcome(entry, 'failed');
    throw new StorageError(`The settings cannot be kept: ${messageOf(cause)}`, cause);
  }
  await audit.outcome(entry, 'ok');
  return getAutoRestart(context, input);
}
