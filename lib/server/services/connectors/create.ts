import 'server-only';
import type { ActionRecord } from '@/lib/api/actions';
import type { NewConnector } from '@/lib/api/connectors';
import { NewConnector as NewConnectorSchema } from '@/lib/api/connectors';
import { ValidationError } from '@/lib/base/errors';
import { type ClusterId, whyNotConnectorName } from '@/lib/connect/names';
import type { ConnectorInfo } from '@/lib/connect/rest/connectors';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import { authorize } from '../../auth/authorize';
import type { Answered } from '../../connect-client/client';
import type { VerbContext } from '../../console';
import { describeFound } from '../actions/describe-found';
import type { Wanted } from '../actions/judge';
import { intend, sendIntended, type WriteRequest } from '../actions/run';
import { newConfig } from './new-config';
import { type OwnConfig, recordOwnConfig } from './own-config';

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
 * Errors: ValidationError for a name no URL can carry, and for secrets of a copy that nobody confirmed;
 * ConnectRestError with the worker's words (400 an invalid
 * config, 409 the name exists), clean of secrets.
 */
export async function createConnector(context: VerbContext, input: CreateInput): Promise<ActionRecord> {
  const connector = NewConnectorSchema.parse(input.connector);
  const { name, initialState } = connector;
  authorize(context.actor, 'connectors/write', { clusterId: input.clusterId, connector: name });
  const watch = context.console.fleet.watch(input.clusterId);
  const why = whyNotConnectorName(name);
  if (why !== undefined) throw new ValidationError(why, { name: [why] });
  const { config, detail } = await newConfig(context, { clusterId: input.clusterId, connector });
  await watch.secrets.optionsOf(config['connector.class']);
  watch.secrets.learn(name, config);
  const intent = await intend(context, watch, {
    action: 'create',
    connector: name,
    detail: { initialState, keys: Object.keys(config).sort(), ...detail },
    ...sendNew(context, { watch, connector: name, config, rollbackOf: null }, initialState),
    readBack: () => describeFound(watch, name),
  });
  const { record } = await sendIntended(intent);
  void watch.lookSoon({ info: true });
  return record;
}

/** Creates; workers before 3.7 start every new connector, which is then put to rest by a request of its own. */
function sendNew(
  context: VerbContext,
  own: OwnConfig,
  initialState: 'RUNNING' | 'PAUSED' | 'STOPPED',
): Pick<WriteRequest, 'send' | 'isPartlyDone'> {
  const { watch, connector: name, config } = own;
  const version = parseVersion(watch.root?.version);
  const atOnce = initialState !== 'RUNNING' && hasFeature(version, 'initialState');
  const body = { name, config, ...(atOnce ? { initial_state: initialState } : {}) };
  let created: Answered<ConnectorInfo> | undefined;
  const send = async () => {
    created ??= await recordOwnConfig(context, own, () => watch.client.ask('createConnector', { body }));
    if (initialState !== 'RUNNING' && !atOnce) {
      const stop = initialState === 'STOPPED' && hasFeature(version, 'stop');
      await watch.client.call(stop ? 'stop' : 'pause', { params: { connector: name } });
    }
    const expectation = { wanted: WANTED[initialState], instances: 'all' as const, before: new Map() };
    return { status: created.status, expectation };
  };
  return { send, isPartlyDone: () => created !== undefined };
}
