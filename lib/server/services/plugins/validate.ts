import 'server-only';
import type { z } from 'zod';
import { ValidateRequest, type ValidateResult } from '@/lib/api/plugins';
import { riskyDifferences } from '@/lib/connect/config/clone';
import { type KnownOptions, replaceSecrets, scrub, secretSpellings } from '@/lib/connect/config/redact';
import type { ClusterId } from '@/lib/connect/names';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { ConfigInfos } from '@/lib/connect/rest/plugins';
import { authorize } from '../../auth/authorize';
import { isProtocolError, isRestError } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { mergeDraft } from '../connectors/merge-draft';
import { withConverterOptions } from './converter-options';
import { declaredIn, maskInfos } from './mask-infos';

/** What to validate where. */
interface ValidateInput {
  readonly clusterId: ClusterId;
  readonly request: ValidateRequest;
  /** Aborted when nobody waits any more: a plugin may take its time, and the next question is on its way. */
  readonly signal?: AbortSignal | undefined;
}

const PLACEHOLDER_TOPIC = 'sluice-placeholder-topic';
const NEEDS_TOPICS = /Must configure one of topics/i;

/**
 * Asks the worker what it thinks of a config; kept values are filled in here and taken out of the answer.
 *
 * Whoever uses stored secrets needs the right to write their connector: a plugin may connect while it validates.
 * Those of a copy are filled in only where they cannot go anywhere else; what the worker misses in them otherwise
 * is not said.
 * Shape: `ok: false` with the worker's own words, clean of secrets, when it could not validate at all. Errors:
 * NotFoundError, ConflictError, ConnectUnreachableError.
 */
export async function validateConfig(context: VerbContext, input: ValidateInput): Promise<ValidateResult> {
  const request = ValidateRequest.parse(input.request);
  const { pluginClass, draft } = request;
  authorize(context.actor, 'plugins/validate', { clusterId: input.clusterId });
  const watch = context.console.fleet.watch(input.clusterId);
  const { config, untold } = await toValidate(context, input.clusterId, request);
  const known = await watch.secrets.optionsOf(pluginClass);
  const cleanerFor = (declared: KnownOptions | undefined) => {
    const spellings = secretSpellings(config, declared);
    return (text: string) => scrub(replaceSecrets(text, spellings));
  };
  const clean = cleanerFor(known);
  try {
    const own = await ask(watch, { plugin: pluginClass, config, signal: input.signal });
    const answer = await withConverterOptions(watch, config, withoutErrorsOf(untold, own));
    const declared = declaredIn(answer);
    watch.secrets.learnOptions(pluginClass, declared);
    const passwords = new Set([...declared.passwords, ...draft.keep, ...(known?.passwords ?? [])]);
    const { infos, maskedKeys } = maskInfos(answer, config, cleanerFor({ ...declared, passwords }));
    return { ok: true, infos, maskedKeys };
  } catch (error) {
    if (isRestError(error)) return { ok: false, message: clean(error.workerMessage) };
    if (isProtocolError(error)) return { ok: false, message: error.message };
    throw error;
  }
}

/** The config the worker is asked about. `untold`: kept secrets that are not in it. */
async function toValidate(
  context: VerbContext,
  clusterId: ClusterId,
  { pluginClass, draft, connector, copyOf }: z.output<typeof ValidateRequest>,
): Promise<{ config: ConnectorConfig; untold: readonly string[] }> {
  const named = (config: ConnectorConfig) => ({
    ...config,
    'connector.class': draft.set['connector.class'] ?? pluginClass,
  });
  const owner = copyOf ?? (connector === undefined ? undefined : { clusterId, connector });
  if (!owner || draft.keep.length === 0) return { config: named(mergeDraft(draft, {})), untold: [] };
  authorize(context.actor, 'connectors/write', owner);
  const source = context.console.fleet.watch(owner.clusterId);
  const stored = (await source.client.call('getConnector', { params: { connector: owner.connector } }))
    .config;
  const config = named(mergeDraft(draft, stored));
  const isSafe =
    !copyOf || (copyOf.clusterId === clusterId && riskyDifferences(stored, config, draft.keep).length === 0);
  if (isSafe) return { config, untold: [] };
  return { config: named(mergeDraft({ set: draft.set, keep: [] }, {})), untold: draft.keep };
}

/** The same answer without errors at these options: the worker was not told their values. */
function withoutErrorsOf(keys: readonly string[], infos: ConfigInfos): ConfigInfos {
  if (keys.length === 0) return infos;
  const isUntold = (name: string | undefined) => name !== undefined && keys.includes(name);
  const hidden = infos.configs.reduce(
    (sum, { value }) => sum + (isUntold(value?.name) ? (value?.errors?.length ?? 0) : 0),
    0,
  );
  const configs = infos.configs.map((entry) =>
    entry.value && isUntold(entry.value.name) ? { ...entry, value: { ...entry.value, errors: [] } } : entry,
  );
  return { ...infos, configs, error_count: Math.max(0, infos.error_count - hidden) };
}

/** Workers before 3.7 answer 500 for a sink without topics: they are asked once more with a placeholder. */
async function ask(
  watch: ClusterWatch,
  { plugin, config, signal }: { plugin: string; config: ConnectorConfig; signal: AbortSignal | undefined },
): Promise<ConfigInfos> {
  const validate = (body: ConnectorConfig) =>
    watch.client.call('validate', { params: { plugin }, body, ...(signal ? { signal } : {}) });
  try {
    return await validate(config);
  } catch (error) {
    const retry = isRestError(error) && error.status === 500 && NEEDS_TOPICS.test(error.workerMessage);
    if (!retry) throw error;
    return withoutPlaceholder(await validate({ ...config, topics: PLACEHOLDER_TOPIC }), error.workerMessage);
  }
}

function withoutPlaceholder(infos: ConfigInfos, words: string): ConfigInfos {
  const configs = infos.configs.map((entry) =>
    entry.value?.name === 'topics'
      ? { ...entry, value: { ...entry.value, value: null, errors: [words] } }
      : entry,
  );
  return { ...infos, configs, error_count: infos.error_count + 1 };
}
