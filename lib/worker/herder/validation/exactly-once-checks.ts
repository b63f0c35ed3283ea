import type { ConfigValue } from '../../api/config-def.ts';
import type { Config, Connector } from '../../api/connector.ts';

type Values = ReadonlyMap<string, ConfigValue>;

const EXACTLY_ONCE = 'exactly.once.support';
const BOUNDARY = 'transaction.boundary';

/**
 * Asks a source connector whether it can do what `exactly.once.support` and `transaction.boundary` demand.
 *
 * Shape: one error at most for each of the two. Source: kafka 4.x `DistributedHerder#validateExactlyOnceConfigs`.
 */
export async function addExactlyOnceErrors(
  values: Values,
  of: { connector: Connector; config: Config; workerConfig: Config },
): Promise<void> {
  if (isSet(values, EXACTLY_ONCE, 'required')) await addError(values, EXACTLY_ONCE, () => supportError(of));
  if (isSet(values, BOUNDARY, 'connector')) await addError(values, BOUNDARY, () => boundaryError(of));
}

async function supportError({
  connector,
  config,
  workerConfig,
}: {
  connector: Connector;
  config: Config;
  workerConfig: Config;
}): Promise<string | undefined> {
  if ((workerConfig['exactly.once.source.support'] ?? 'disabled').toLowerCase() !== 'enabled') {
    return 'This worker does not have exactly-once source support enabled.';
  }
  const support = (await connector.exactlyOnceSupport?.(config)) ?? null;
  if (support === 'supported') return undefined;
  return support === null
    ? 'The connector does not implement the API required for preflight validation of exactly-once source support. Please consult the documentation for the connector to determine whether it supports exactly-once semantics, and then consider reconfiguring the connector to use the value "requested" for this property (which will disable this preflight check and allow the connector to be created).'
    : 'The connector does not support exactly-once semantics with the provided configuration.';
}

async function boundaryError({ connector, config }: { connector: Connector; config: Config }) {
  const support = (await connector.canDefineTransactionBoundaries?.(config)) ?? 'unsupported';
  return support === 'supported'
    ? undefined
    : 'The connector does not support connector-defined transaction boundaries with the given configuration. Please reconfigure it to use a different transaction boundary definition.';
}

async function addError(values: Values, option: string, check: () => Promise<string | undefined>) {
  let error: string | undefined;
  try {
    error = await check();
  } catch (thrown) {
    error = `An unexpected error occurred during validation: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
  if (error !== undefined) values.get(option)?.errors.push(error);
}

function isSet(values: Values, option: string, wanted: string): boolean {
  return String(values.get(option)?.value ?? '').toLowerCase() === wanted;
}
