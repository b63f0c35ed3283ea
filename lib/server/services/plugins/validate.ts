import 'server-only';
import { ValidateRequest, type ValidateResult } from '@/lib/api/plugins';
import { type KnownOptions, replaceSecrets, scrub, secretSpellings } from '@/lib/connect/config/redact';
import type { ClusterId } from '@/lib/connect/names';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { ConfigInfos } from '@/lib/connect/rest/plugins';
import { authorize } from '../../auth/authorize';
import { isProtocolError, isRestError } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { mergeDraft } from '../connectors/merge-draft';
import { declaredIn, maskInfos } from './mask-infos';

/** What to validate where. */
interface ValidateInput {
  readonly clusterId: ClusterId;
  readonly request: ValidateRequest;
}

const PLACEHOLDER_TOPIC = 'sluice-placeholder-topic';
const NEEDS_TOPICS = /Must configure one of topics/i;

/**
 * Asks the worker what it thinks of a config; kept values are filled in here and taken out of the answer.
 *
 * Shape: `ok: false` with the worker's own words, clean of secrets, when it could not validate at all. Errors:
 * NotFoundError, ConflictError, ConnectUnreachableError.
 */
export async function validateConfig(context: VerbContext, input: ValidateInput): Promise<ValidateResult> {
  const { pluginClass, draft, connector } = ValidateRequest.parse(input.request);
  authorize(context.actor, 'plugins/validate', { clusterId: input.clusterId });
  const watch = context.console.fleet.watch(input.clusterId);
  const stored = await storedConfig(watch, connector, draft.keep.length > 0);
  const config = {
    ...mergeDraft(draft, stored),
    'connector.class': draft.set['connector.class'] ?? pluginClass,
  };
  const known = await watch.secrets.optionsOf(pluginClass);
  const cleanerFor = (declared: KnownOptions | undefined) => {
    const spellings = secretSpellings(config, declared);
    return (text: string) => scrub(replaceSecrets(text, spellings));
  };
  const clean = cleanerFor(known);
  try {
    const answer = await ask(watch, pluginClass, config);
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

async function storedConfig(
  watch: ClusterWatch,
  connector: string | undefined,
  needed: boolean,
): Promise<ConnectorConfig> {
  if (connector === undefined || !needed) return {};
  return (await watch.client.call('getConnector', { params: { connector } })).config;
}

/** Workers before 3.7 answer 500 for a sink without topics: they are asked once more with a placeholder. */
async function ask(watch: ClusterWatch, plugin: string, config: ConnectorConfig): Promise<ConfigInfos> {
  const validate = (body: ConnectorConfig) => watch.client.call('validate', { params: { plugin }, body });
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
