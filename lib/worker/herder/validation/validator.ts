import type { ConfigDef, ConfigKey, ConfigValue } from '../../api/config-def.ts';
import type { Config, Connector } from '../../api/connector.ts';
import type { ConnectorPlugin } from '../../api/plugin.ts';
import type { PluginRegistry } from '../../plugins/plugin-registry.ts';
import type { StoredConfig } from '../../storage/config-backing-store.ts';
import { BadRequestException } from '../exceptions.ts';
import { toConfig } from '../task-configs.ts';
import { resolveAliasClass } from './alias-options.ts';
import { buildSection, type ConfigKeyView, type ConfigSection, viewConfigKey } from './config-infos.ts';
import { addCrossErrors } from './cross-checks.ts';
import { addExactlyOnceErrors } from './exactly-once-checks.ts';
import { converterSection, type OwnConverter, overrideSection, ownConverters } from './extra-sections.ts';
import { buildCommonConfigDef, buildFrameworkConfigDef, isKnownClass } from './framework-config-def.ts';
import { type OverridePolicy, readOverridePolicy } from './override-policy.ts';
import { describeVersionMismatch } from './version-range.ts';

/** The answer of `validate`. Source: kafka `ConfigInfos`. */
export interface ConfigInfosView {
  readonly name: string;
  readonly error_count: number;
  readonly groups: readonly string[];
  readonly configs: ConfigSection['configs'];
}

/** Validates configs whose references are resolved, wherever it does so. */
export interface Validator {
  /** The complete answer. Errors: BadRequestException as in ConnectorValidation, RequestTimeoutException with the stage. */
  validate(values: StoredConfig): Promise<ConfigInfosView>;
  /** The options of a plugin; undefined when there is none of that name. */
  pluginConfig(name: string, version: string | undefined): Promise<ConfigKeyView[] | undefined>;
}

/** What validation depends on. Shape: `onStage` hears which call of a plugin comes next. */
export interface ValidatorDeps {
  readonly plugins: PluginRegistry;
  readonly workerConfig: Config;
  readonly onStage: (stage: string) => void;
}

const NULL_VALUE = 'Null value can not be supplied as the configuration value.';

/** Validates in this thread, where the code of the plugins has to be. Source: kafka 4.x `AbstractHerder`. */
export class LocalValidator implements Validator {
  readonly #deps: ValidatorDeps;
  readonly #overridePolicy: OverridePolicy;

  constructor(deps: ValidatorDeps) {
    this.#deps = deps;
    this.#overridePolicy = readOverridePolicy(deps.workerConfig);
  }

  async validate(stored: StoredConfig): Promise<ConfigInfosView> {
    const { plugins } = this.#deps;
    const plugin = this.#pluginOf(stored);
    const config = toConfig(stored);
    const mismatch = describeVersionMismatch(plugin, config['connector.plugin.version']);
    if (mismatch !== undefined) return this.#onlyCommon(plugin, config, stored, mismatch);
    this.#deps.onStage('asking converters and transformations for their options');
    const converters = ownConverters(config, plugins);
    const sections = [
      await this.#mainSection(plugin, config, stored, converters),
      overrideSection(plugin, config, this.#overridePolicy),
      ...converters.map((converter) => converterSection(converter, config)),
    ];
    return merge(stored['connector.class'] ?? '', sections);
  }

  async pluginConfig(name: string, version: string | undefined): Promise<ConfigKeyView[] | undefined> {
    const { plugins } = this.#deps;
    const found = plugins.find(name);
    if (found.type !== 'found') return undefined;
    const { plugin } = found;
    checkVersion(plugin, version);
    this.#deps.onStage(`asking ${plugin.className} for its options`);
    if (plugin.type !== 'source' && plugin.type !== 'sink') return viewAll(plugin.create().config().keys);
    const own = plugin.createConnector().config();
    const framework = buildFrameworkConfigDef({ plugins, plugin, workerConfig: undefined, config: {} });
    return viewAll(new Map([...own.keys, ...[...framework.keys].filter(([key]) => !own.keys.has(key))]));
  }

  async #mainSection(
    plugin: ConnectorPlugin,
    config: Config,
    stored: StoredConfig,
    converters: readonly OwnConverter[],
  ): Promise<ConfigSection> {
    const { plugins, workerConfig, onStage } = this.#deps;
    const framework = buildFrameworkConfigDef({ plugins, plugin, workerConfig, config });
    const values = framework.validate(new Map(Object.entries(stored)));
    resolveClasses(values, plugins);
    addCrossErrors(plugin, values, { config, workerGroup: workerConfig['group.id'] ?? 'connect-cluster' });
    for (const { kind, error } of converters) {
      if (error !== undefined) values.get(`${kind}.converter`)?.errors.push(error);
    }
    // Before the plugin's own values come: those replace the framework's, this error included.
    addNullErrors(stored, values);
    onStage(`checking exactly-once support of ${plugin.className}`);
    const connector = plugin.createConnector();
    if (plugin.type === 'source') await addExactlyOnceErrors(values, { connector, config, workerConfig });
    const own = await this.#ownDefinition(plugin, connector);
    onStage(`calling validate() of ${plugin.className}`);
    const answered = await this.#guard(plugin, () =>
      connector.validate
        ? connector.validate(config)
        : [...own.validate(new Map(Object.entries(stored))).values()],
    );
    for (const value of answered) values.set(value.name, value);
    const keys = new Map<string, ConfigKey>([...framework.keys, ...own.keys]);
    return buildSection(keys, values, [...new Set([...framework.groups, ...own.groups])]);
  }

  async #ownDefinition(plugin: ConnectorPlugin, connector: Connector): Promise<ConfigDef> {
    this.#deps.onStage(`calling config() of ${plugin.className}`);
    const def = await this.#guard(plugin, () => connector.config());
    if (def) return def;
    throw new BadRequestException(`${plugin.className}.config() must return a ConfigDef that is not null.`);
  }

  async #guard<T>(plugin: ConnectorPlugin, call: () => T | Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new BadRequestException(`${plugin.className} failed to validate the config: ${what}`, { cause });
    }
  }

  #onlyCommon(
    plugin: ConnectorPlugin,
    config: Config,
    stored: StoredConfig,
    mismatch: string,
  ): ConfigInfosView {
    const { plugins } = this.#deps;
    const def = buildCommonConfigDef({ plugins, plugin, workerConfig: undefined, config });
    const values = def.validate(new Map(Object.entries(stored)));
    for (const name of ['connector.class', 'connector.plugin.version'])
      values.get(name)?.errors.push(mismatch);
    return merge(stored['connector.class'] ?? '', [buildSection(def.keys, values, def.groups)]);
  }

  #pluginOf(stored: StoredConfig): ConnectorPlugin {
    const name = stored['connector.class'];
    if (name === undefined || name === null) {
      throw new BadRequestException('Connector config contains no connector type');
    }
    const { plugins } = this.#deps;
    const found = plugins.find(name.trim(), ['sink', 'source']);
    if (found.type === 'found') return found.plugin as ConnectorPlugin;
    if (found.type === 'ambiguous') {
      throw new BadRequestException(
        `More than one connector matches alias ${name}. Please use full package and class name instead. Classes found: ${found.classNames.join(', ')}`,
      );
    }
    throw new BadRequestException(
      `Failed to find any class that implements Connector and which name matches ${name}, available connectors are: ${plugins.connectors().map(describePlugin).join(', ')}`,
    );
  }
}

function describePlugin(plugin: ConnectorPlugin): string {
  return `PluginDesc{klass=class ${plugin.className}, name='${plugin.className}', version='${plugin.version}', encodedVersion=${plugin.version}, type=${plugin.type}, typeName='${plugin.type}'}`;
}

function checkVersion(plugin: { className: string; version: string }, range: string | undefined): void {
  const mismatch = describeVersionMismatch(plugin, range);
  if (mismatch !== undefined) throw new BadRequestException(mismatch);
}

/** A class is answered by its full name; one that does not exist has no value. Only converters may go by an alias. */
function resolveClasses(values: ReadonlyMap<string, ConfigValue>, plugins: PluginRegistry): void {
  for (const [name, value] of values) {
    if (typeof value.value !== 'string') continue;
    if (/^(transforms|predicates)\..*\.type$/.test(name)) {
      value.value = resolveAliasClass(value.value, plugins);
    } else if (/^(key|value|header)\.converter$/.test(name)) {
      const found = plugins.find(value.value);
      if (found.type === 'found') value.value = found.plugin.className;
      else if (!isKnownClass(value.value, plugins)) value.value = null;
    }
  }
}

function addNullErrors(stored: StoredConfig, values: Map<string, ConfigValue>): void {
  for (const [name, text] of Object.entries(stored)) {
    if (text !== null) continue;
    const value = values.get(name) ?? { name, value: null, recommendedValues: [], errors: [], visible: true };
    value.errors.push(NULL_VALUE);
    values.set(name, value);
  }
}

function viewAll(keys: ReadonlyMap<string, ConfigKey>): ConfigKeyView[] {
  return [...keys.values()].map((key) => viewConfigKey(key));
}

function merge(name: string, sections: readonly ConfigSection[]): ConfigInfosView {
  return {
    name,
    error_count: sections.reduce((sum, section) => sum + section.errorCount, 0),
    groups: [...new Set(sections.flatMap((section) => section.groups))],
    configs: sections.flatMap((section) => section.configs),
  };
}
