import 'server-only';
import type { ActionRecord } from '@/lib/api/actions';
import type { NewConnector } from '@/lib/api/connectors';
import { NewConnector as NewConnectorSchema } from '@/lib/api/connectors';
import { ValidationError } from '@/lib/base/errors';
import { type ClusterId, whyNotConnectorName } from '@/lib/connect/names';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { describeFound } from '../actions/describe-found';
import type { Wanted } from '../actions/judge';
import { intend, sendIntended } from '../actions/run';
import { mergeDraft } from './merge-draft';
import { recordOwnConfig } from './own-config';

const WANTED: Record<'RUNNING' | 'PAUSED' | 'STOPPED', Wanted> = {
  RUNNING: 'running',
  PAUSED: 'paused',
  STOPPED: 'stopped',
};

/** What to make where. */
interface CreateInput {
  readonly clusterId: ClusterId;
  readonly connector: NewConnector;
}

/**
 * Creates a connector and returns its action record once the worker accepted it; whether it runs is then followed.
 *
 * Errors: ValidationError for a name no URL can carry; ConnectRestError with the worker's words (400 an invalid
 * config, 409 the name exists), clean of secrets.
 */
export async function createConnector(context: VerbContext, input: CreateInput): Promise<ActionRecord> {
  const { name, draft, initialState } = NewConnectorSchema.parse(input.connector);
  authorize(context.actor, 'connectors/write', { clusterId: input.clusterId, connector: name });
  const watch = context.console.fleet.watch(input.clusterId);
  const why = whyNotConnectorName(name);
  if (why !== undefined) throw new ValidationError(why, { name: [why] });
  if (draft.keep.length > 0) throw new ValidationError('A new connector has no stored values to keep.');
  const config = mergeDraft(draft, {});
  await watch.secrets.optionsOf(config['connector.class']);
  watch.secrets.learn(name, config);
  const intent = await intend(context, watch, {
    action: 'create',
    connector: name,
    detail: { initialState, keys: Object.keys(config).sort() },
    send: () =>
      recordOwnConfig(context, { watch, connector: name, config, rollbackOf: null }, () =>
        send(watch, name, config, initialState),
      ),
    readBack: () => describeFound(watch, name),
  });
  const { record } = await sendIntended(intent);
  void watch.lookSoon({ info: true });
  return record;
}

async function send(
  watch: ClusterWatch,
  name: string,
  config: ConnectorConfig,
  initialState: 'RUNNING' | 'PAUSED' | 'STOPPED',
) {
  const version = parseVersion(watch.root?.version);
  const atOnce = initialState !== 'RUNNING' && hasFeature(version, 'initialState');
  const body = { name, config, ...(atOnce ? { initial_state: initialState } : {}) };
  const answer = await watch.client.ask('createConnector', { body });
  // Workers before 3.7 start every new connector; it is put to rest right after.
  if (initialState !== 'RUNNING' && !atOnce) {
    const stop = initialState === 'STOPPED' && hasFeature(version, 'stop');
    await watch.client.call(stop ? 'stop' : 'pause', { params: { connector: name } });
  }
  return {
    ...answer,
    expectation: { wanted: WANTED[initialState], instances: 'all' as const, before: new Map() },
  };
}
