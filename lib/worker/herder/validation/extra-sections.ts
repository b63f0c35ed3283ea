import type { ConfigDef, ConfigKey, ConfigValue } from '../../api/config-def.ts';
import { parseConfigType } from '../../api/config-types.ts';
import type { Config } from '../../api/connector.ts';
import type { ConnectorPlugin, ConverterPlugin, HeaderConverterPlugin } from '../../api/plugin.ts';
import type { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { javaHashOrder } from '../java-hash-order.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { buildSection, type ConfigSection, viewConfigKey, viewConfigValue } from './config-infos.ts';
import type { OverridePolicy } from './override-policy.ts';

/**
 * Lists the client options a connector overrides: those we know with their definition, others without one; what the
 * worker's policy forbids has an error.
 *
 * Errors: ConfigException when the value of a known one cannot be parsed. Values are not judged otherwise.
 * Source: kafka `AbstractHerder#validateAllClientConfigs`.
 */
export function overrideSection(
  plugin: ConnectorPlugin,
  config: Config,
  policy: OverridePolicy,
): ConfigSection {
  const client = plugin.type === 'source' ? 'producer' : 'consumer';
  const sections = [
    overridesOf(`${client}.override.`, config, CLIENT_OPTIONS[client], policy),
    overridesOf('admin.override.', config, CLIENT_OPTIONS.admin, policy),
  ];
  return {
    errorCount: sections.reduce((sum, { errorCount }) => sum + errorCount, 0),
    groups: [],
    configs: sections.flatMap(({ configs }) => configs),
  };
}

function overridesOf(prefix: string, config: Config, def: ConfigDef, policy: OverridePolicy): ConfigSection {
  const keys = new Map<string, ConfigKey>();
  const values = new Map<string, ConfigValue>();
  for (const name of javaHashOrder(Object.keys(config).filter((key) => key.startsWith(prefix)))) {
    const key = def.keys.get(name.slice(prefix.length));
    const value = key ? parseConfigType(key.name, config[name], key.type) : (config[name] ?? null);
    if (key) keys.set(name, { ...key, name });
    const complaint = policy.complaint(name.slice(prefix.length));
    const errors = complaint === undefined ? [] : [complaint];
    values.set(name, { name, value, recommendedValues: [], errors, visible: true });
  }
  return buildSection(keys, values, []);
}

const CONVERTER_KINDS = ['header', 'key', 'value'] as const;

/** A converter the connector sets itself: what it declares, or why it cannot be asked. */
export interface OwnConverter {
  readonly kind: (typeof CONVERTER_KINDS)[number];
  /** Undefined when it cannot be asked; null when it declares nothing, as old ones do. */
  readonly definition: ConfigDef | null | undefined;
  readonly error: string | undefined;
}

/**
 * Makes the converters a connector sets itself and asks what they declare; unknown ones are not among them.
 *
 * Source: kafka 4.x `AbstractHerder#validateConverterConfig`, its texts.
 */
export function ownConverters(config: Config, plugins: PluginRegistry): OwnConverter[] {
  return CONVERTER_KINDS.flatMap((kind): OwnConverter[] => {
    const types = [kind === 'header' ? 'header_converter' : 'converter'] as const;
    const found = plugins.find(config[`${kind}.converter`] ?? '', types);
    if (found.type !== 'found') return [];
    const plugin = found.plugin as ConverterPlugin | HeaderConverterPlugin;
    let what = `class ${plugin.className}`;
    try {
      const converter = plugin.create();
      what = `ConfigDef from ${plugin.className}`;
      return [{ kind, definition: converter.config() as ConfigDef | null, error: undefined }];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [{ kind, definition: undefined, error: `Failed to load ${what}: ${why}` }];
    }
  });
}

/**
 * Lists what a converter declares, prefixed.
 *
 * Shape: messages name the option without its prefix; `errorCount` counts options, not messages.
 * Source: kafka 3.8 `AbstractHerder#validateConverterConfig`; KAFKA-16809.
 */
export function converterSection({ kind, definition: def }: OwnConverter, config: Config): ConfigSection {
  if (!def) return { errorCount: 0, groups: [], configs: [] };
  const option = `${kind}.converter`;
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
