import type { ConfigDef, ConfigKey, ConfigValue } from '../../api/config-def.ts';
import { parseConfigType } from '../../api/config-types.ts';
import type { Config } from '../../api/connector.ts';
import type { ConnectorPlugin } from '../../api/plugin.ts';
import type { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { javaHashOrder } from '../java-hash-order.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { buildSection, type ConfigSection, viewConfigKey, viewConfigValue } from './config-infos.ts';

/**
 * Lists the client options a connector overrides: those we know with their definition, others without one.
 *
 * Errors: ConfigException when the value of a known one cannot be parsed. Values are not judged otherwise.
 * Source: kafka `AbstractHerder#validateAllClientConfigs`.
 */
export function overrideSection(plugin: ConnectorPlugin, config: Config): ConfigSection {
  const client = plugin.type === 'source' ? 'producer' : 'consumer';
  const sections = [
    overridesOf(`${client}.override.`, config, CLIENT_OPTIONS[client]),
    overridesOf('admin.override.', config, CLIENT_OPTIONS.admin),
  ];
  return { errorCount: 0, groups: [], configs: sections.flatMap(({ configs }) => configs) };
}

function overridesOf(prefix: string, config: Config, def: ConfigDef): ConfigSection {
  const keys = new Map<string, ConfigKey>();
  const values = new Map<string, ConfigValue>();
  for (const name of javaHashOrder(Object.keys(config).filter((key) => key.startsWith(prefix)))) {
    const key = def.keys.get(name.slice(prefix.length));
    const value = key ? parseConfigType(key.name, config[name], key.type) : (config[name] ?? null);
    if (key) keys.set(name, { ...key, name });
    values.set(name, { name, value, recommendedValues: [], errors: [], visible: true });
  }
  return buildSection(keys, values, []);
}

/**
 * Lists the options of a converter the connector sets itself, prefixed; none when it sets none or an unknown one.
 *
 * Shape: messages name the option without its prefix; `errorCount` counts options, not messages.
 * Source: kafka 3.8 `AbstractHerder#validateConverterConfig`; KAFKA-16809.
 */
export function converterSection(
  kind: 'header' | 'key' | 'value',
  config: Config,
  plugins: PluginRegistry,
): ConfigSection {
  const option = `${kind}.converter`;
  const found = plugins.find(config[option] ?? '', [kind === 'header' ? 'header_converter' : 'converter']);
  const none = { errorCount: 0, groups: [], configs: [] };
  if (
    found.type !== 'found' ||
    (found.plugin.type !== 'converter' && found.plugin.type !== 'header_converter')
  )
    return none;
  const def = found.plugin.create().config();
  const values = def.validate(ownOptions(config, `${option}.`, kind));
  const names = javaHashOrder(def.keys.keys());
  const configs = names.flatMap((name) => {
    const [key, value] = [def.keys.get(name), values.get(name)];
    if (!key || !value) return [];
    const prefixed = `${option}.${name}`;
    return [{ definition: viewConfigKey(key, prefixed), value: viewConfigValue(value, key, prefixed) }];
  });
  const groups = new Set(configs.map(({ definition }) => definition.group).filter((group) => group !== null));
  return { errorCount: countWithErrors(values), groups: [...groups], configs };
}

function ownOptions(config: Config, prefix: string, kind: string): Map<string, string> {
  const own = Object.entries(config).filter(([name]) => name.startsWith(prefix));
  const options = new Map(own.map(([name, value]) => [name.slice(prefix.length), value]));
  return options.set('converter.type', kind);
}

function countWithErrors(values: ReadonlyMap<string, ConfigValue>): number {
  return [...values.values()].filter((value) => value.errors.length > 0).length;
}
