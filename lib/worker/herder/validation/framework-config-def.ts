import { ConfigDef, type ConfigKeyInput, type Recommender } from '../../api/config-def.ts';
import type { Config } from '../../api/connector.ts';
import { ConfigException } from '../../api/exceptions.ts';
import type { ConnectorPlugin, Plugin } from '../../api/plugin.ts';
import type { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { defineAliasOptions } from './alias-options.ts';
import { COMMON_OPTIONS } from './common-options.ts';
import { SINK_OPTIONS } from './sink-options.ts';
import { SOURCE_OPTIONS } from './source-options.ts';

/** What the framework's options depend on. Shape: `workerConfig` undefined leaves the worker's converters out. */
export interface FrameworkContext {
  readonly plugins: PluginRegistry;
  readonly plugin: ConnectorPlugin;
  readonly workerConfig: Config | undefined;
  readonly config: Config;
}

const CONVERTERS: Readonly<Record<string, Plugin['type']>> = {
  'key.converter': 'converter',
  'value.converter': 'converter',
  'header.converter': 'header_converter',
};

const HEADER_CONVERTER_DEFAULT = 'org.apache.kafka.connect.storage.SimpleHeaderConverter';

/** Builds the options every source or sink has, with defaults and suggestions of this worker, transforms included. */
export function buildFrameworkConfigDef(context: FrameworkContext): ConfigDef {
  const own = context.plugin.type === 'source' ? SOURCE_OPTIONS : SINK_OPTIONS;
  const def = buildCommonConfigDef(context);
  for (const option of own) def.define(option);
  defineAliasOptions(def, context.config, context.plugins);
  return def;
}

/** Builds only the options common to sources and sinks. */
export function buildCommonConfigDef(context: FrameworkContext): ConfigDef {
  const def = new ConfigDef();
  for (const option of COMMON_OPTIONS) def.define(enrich(option, context));
  return def;
}

function enrich(option: ConfigKeyInput, context: FrameworkContext): ConfigKeyInput {
  if (option.name === 'connector.plugin.version') {
    const { version } = context.plugin;
    return { ...option, defaultValue: version, recommender: suggest(() => [version]) };
  }
  const type = CONVERTERS[option.name];
  if (type) return enrichConverter(option, type, context);
  const of = option.name.replace(/\.plugin\.version$/, '');
  const versionOf = CONVERTERS[of];
  return versionOf && of !== option.name ? enrichVersion(option, of, context) : option;
}

function enrichConverter(
  option: ConfigKeyInput,
  type: Plugin['type'],
  context: FrameworkContext,
): ConfigKeyInput {
  const known = context.plugins.list().filter((plugin) => plugin.type === type);
  return {
    ...option,
    defaultValue: defaultConverter(option.name, context),
    recommender: suggest(() => (context.workerConfig ? known.map((plugin) => plugin.className) : [])),
    validator: (name, value) => {
      if (value === null) return;
      const { plugins } = context;
      if (plugins.find(String(value), [type]).type === 'found') return;
      if (!isKnownClass(String(value), plugins)) {
        throw ConfigException.invalid(name, value, `Class ${String(value)} could not be found.`);
      }
      const kind = type === 'converter' ? 'Converter' : 'HeaderConverter';
      throw new ConfigException(`Class class ${String(value)} does not implement the ${kind} interface`);
    },
  };
}

function enrichVersion(option: ConfigKeyInput, of: string, context: FrameworkContext): ConfigKeyInput {
  const className = context.config[of] ?? defaultConverter(of, context);
  const found = context.plugins.find(className ?? '', [CONVERTERS[of] ?? 'converter']);
  const version = found.type === 'found' ? found.plugin.version : null;
  const isVisible = className !== null && isKnownClass(className, context.plugins);
  return {
    ...option,
    defaultValue: version,
    recommender: { validValues: () => (version === null ? [] : [version]), visible: () => isVisible },
  };
}

/** Says whether a class is a plugin of any kind here. */
export function isKnownClass(name: string, plugins: PluginRegistry): boolean {
  return plugins.find(name).type !== 'unknown';
}

function defaultConverter(option: string, { workerConfig, plugins }: FrameworkContext): string | null {
  if (!workerConfig) return null;
  const name = workerConfig[option] ?? (option === 'header.converter' ? HEADER_CONVERTER_DEFAULT : null);
  if (name === null) return null;
  const found = plugins.find(name, [CONVERTERS[option] ?? 'converter']);
  return found.type === 'found' ? found.plugin.className : name;
}

function suggest(values: () => readonly string[]): Recommender {
  return { validValues: values, visible: () => true };
}
