import 'server-only';
import type { ConnectorConfig, ConnectorInfo } from '@/lib/connect/rest/connectors';
import { isRestError, mayHaveBeenApplied } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';

/** A config the console writes. `rollbackOf`: number of the version it goes back to. */
export interface OwnConfig {
  readonly watch: ClusterWatch;
  readonly connector: string;
  readonly config: ConnectorConfig;
  readonly rollbackOf: number | null;
}

/**
 * Sends a config so that history knows who made it, whoever sees it first: this answer or a look of the poller.
 *
 * Errors: what `send` throws. A refused config is not expected any longer; one without an answer still is.
 */
export async function recordOwnConfig<T extends { readonly body: ConnectorInfo }>(
  context: VerbContext,
  own: OwnConfig,
  send: () => Promise<T>,
): Promise<T> {
  const { history, clock } = context.console;
  const { watch, connector } = own;
  const author = { actor: context.actor.id, rollbackOf: own.rollbackOf };
  const expect = (config: ConnectorConfig) =>
    history.expectConfig(watch.definition.id, connector, config, author);
  const takeBack = expect(own.config);
  const answer = await send().catch((error: unknown) => {
    if (isRestError(error) && !mayHaveBeenApplied(error)) takeBack();
    throw error;
  });
  // A worker may store a config otherwise than it was sent: what it answers is what will be seen.
  expect(answer.body.config);
  const seen = new Map([[connector, watch.secrets.seen(answer.body.config)]]);
  history.configs(watch.definition.id, seen, clock.now());
  return answer;
}
