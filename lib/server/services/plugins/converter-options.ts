import 'server-only';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { ConfigInfos, ConfigKeyInfo } from '@/lib/connect/rest/plugins';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import type { ClusterWatch } from '../../fleet/cluster-watch';

const CONVERTERS = ['key.converter', 'value.converter', 'header.converter'] as const;
const TIMEOUT_MS = 3_000;
const cache = new WeakMap<ClusterWatch, Map<string, Promise<ConfigKeyInfo[]>>>();

/**
 * Adds the options of the converters a config names, for workers from 3.2 to 3.7: from 3.8 on validate answers them
 * itself, before 3.2 nobody can tell.
 *
 * Shape: without errors, because such a worker does not check them. A converter the worker cannot tell about adds
 * nothing.
 */
export async function withConverterOptions(
  watch: ClusterWatch,
  config: ConnectorConfig,
  infos: ConfigInfos,
): Promise<ConfigInfos> {
  const version = parseVersion(watch.root?.version);
  if (!version || hasFeature(version, 'converterValidation') || !hasFeature(version, 'allPluginKinds'))
    return infos;
  const known = new Set(infos.configs.map(({ definition }) => definition?.name));
  const added = await Promise.all(
    CONVERTERS.map(async (option) => {
      const converter = config[option];
      if (!converter) return [];
      const keys = await optionsOf(watch, converter);
      return keys.map((key) => toEntry(`${option}.${key.name}`, key, config));
    }),
  );
  const fresh = added.flat().filter(({ definition }) => !known.has(definition.name));
  return { ...infos, configs: [...infos.configs, ...fresh] };
}

/** What a converter declares, asked for once. */
function optionsOf(watch: ClusterWatch, converter: string): Promise<ConfigKeyInfo[]> {
  const own = cache.get(watch) ?? new Map<string, Promise<ConfigKeyInfo[]>>();
  cache.set(watch, own);
  const asked = own.get(converter);
  if (asked) return asked;
  const answer = watch.client
    .call('getPluginConfig', { params: { plugin: converter }, timeoutMs: TIMEOUT_MS })
    .catch(() => {
      own.delete(converter);
      return [];
    });
  own.set(converter, answer);
  return answer;
}

function toEntry(name: string, key: ConfigKeyInfo, config: ConnectorConfig) {
  return {
    definition: { ...key, name, group: null },
    value: { name, value: config[name] ?? null, recommended_values: [], errors: [], visible: true },
  };
}
