import 'server-only';
import type { z } from 'zod';
import type { ActionRecord } from '@/lib/api/actions';
import { ConfigUpdate } from '@/lib/api/connectors';
import { ConflictError } from '@/lib/base/errors';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import type { ObservedInstance } from '../../fleet/observed';
import type { Expectation, Wanted } from '../actions/judge';
import { intend, sendIntended } from '../actions/run';
import { configHash } from './config-hash';
import { requireVersion } from './config-versions';
import { mergeDraft } from './merge-draft';
import { recordOwnConfig } from './own-config';
import type { ConnectorRef } from './schemas';
import { changedKeys, sendConfig } from './send-config';
import { showConfig } from './stored-config';

/** The edit of one connector's config. */
type UpdateInput = ConnectorRef & { readonly update: ConfigUpdate };

/**
 * Changes a connector's config to the edited one; keys the user never saw keep their stored value byte for byte.
 *
 * Guarantees: edits through this console are checked and written one after the other for each connector, so of two
 * from the same config the second is a conflict and none is lost. Errors: ConflictError when the stored config is
 * not the one the edit started from, with the config of now in `data.current`; ConnectRestError with the worker's
 * words, clean of secrets.
 */
export async function updateConnectorConfig(context: VerbContext, input: UpdateInput): Promise<ActionRecord> {
  const { clusterId, connector } = input;
  const update = ConfigUpdate.parse(input.update);
  authorize(context.actor, 'connectors/write', { clusterId, connector });
  const watch = context.console.fleet.watch(clusterId);
  if (update.rollbackOf !== undefined) await requireVersion(context, input, update.rollbackOf);
  const key = JSON.stringify([clusterId, connector]);
  return context.console.edits.run(key, () => checkAndSend(context, { watch, connector }, update));
}

async function checkAndSend(
  context: VerbContext,
  owner: { readonly watch: ClusterWatch; readonly connector: string },
  { draft, configHash: seenHash, rollbackOf }: z.output<typeof ConfigUpdate>,
): Promise<ActionRecord> {
  const { watch, connector } = owner;
  const stored = (await watch.client.call('getConnector', { params: { connector } })).config;
  watch.secrets.learn(connector, stored);
  if (configHash(context, stored) !== seenHash) {
    throw new ConflictError('The config was changed by somebody else since you opened it. Load it again.', {
      current: await showConfig(context, owner, stored),
    });
  }
  const config = mergeDraft(draft, stored);
  await watch.secrets.optionsOf(config['connector.class']);
  watch.secrets.learn(connector, config);
  const intent = await intend(context, watch, {
    action: 'edit-config',
    connector,
    detail: { ...changedKeys(stored, config), ...(rollbackOf === undefined ? {} : { rollbackOf }) },
    send: () =>
      recordOwnConfig(context, { watch, connector, config, rollbackOf: rollbackOf ?? null }, async () => {
        const answer = await sendConfig({ watch, connector, stored, config });
        return { ...answer, expectation: expectationOf(watch, connector) };
      }),
    readBack: () => readBack(watch, connector, config, stored),
  });
  const { record } = await sendIntended(intent);
  void watch.lookSoon({ info: true });
  return record;
}

function expectationOf(watch: ClusterWatch, connector: string): Expectation {
  const status = watch.state.status(connector);
  const before = new Map<number | null, ObservedInstance>();
  if (status) for (const instance of [status.connector, ...status.tasks]) before.set(instance.task, instance);
  const wanted: Record<string, Wanted> = { PAUSED: 'paused', STOPPED: 'stopped' };
  return { wanted: wanted[status?.connector.state ?? ''] ?? 'running', instances: 'all', before };
}

async function readBack(
  watch: ClusterWatch,
  connector: string,
  config: ConnectorConfig,
  stored: ConnectorConfig,
): Promise<string> {
  const now = (await watch.client.call('getConnector', { params: { connector } })).config;
  const same = (other: ConnectorConfig) =>
    Object.keys({ ...now, ...other }).every((key) => key === 'name' || now[key] === other[key]);
  if (same(config)) return 'the new config is in place';
  return same(stored) ? 'the old config is still in place' : 'another config is in place';
}
