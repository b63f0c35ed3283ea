import type { Clock } from '../../../base/clock.ts';
import type { ConfigDef, ConfigKey, ConfigValue } from '../../api/config-def.ts';
import type { Config, Connector } from '../../api/connector.ts';
import type { ConnectorPlugin } from '../../api/plugin.ts';
import type { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { withTimeLimit } from '../../runtime/time-limit.ts';
import type { StoredConfig } from '../../storage/config-backing-store.ts';
import { BadRequestException } from '../exceptions.ts';
import { toConfig } from '../task-configs.ts';
import { resolveAliasClass } from './alias-options.ts';
import { buildSection, type ConfigKeyView, type ConfigSection, viewConfigKey } from './config-infos.ts';
import { addCrossErrors } from './cross-checks.ts';
import { converterSection, overrideSection } from './extra-sections.ts';
import { buildCommonConfigDef, buildFrameworkConfigDef, isKnownClass } from './framework-config-def.ts';
import { describeVersionMismatch } from './version-range.ts';

/** The answer of `validate`. Source: kafka `ConfigInfos`. */
export interface ConfigInfosView {
  readonly name: string;
  readonly error_count: number;
  readonly groups: readonly string[];
  readonly configs: ConfigSection['configs'];
}

/** What validation depends on. */
export interface ValidationDeps {
  readonly plugins: PluginRegistry;
  readonly workerConfig: Config;
  readonly clock: Clock;
}

const PLUGIN_LIMIT_MS = 30_000;
const NULL_VALUE = 'Null value can not be supplied as the configuration value.';

/**
 * Checks connector configs against everything that is declared for them.
 *
 * Errors: BadRequestException when there is no class, none of that name, or the plugin itself fails.
 * Source: kafka 4.x `AbstractHerder#validateConnectorConfig`.
 */
export class ConnectorValidation {
  readonly #deps: ValidationDeps;

  constructor(deps: ValidationDeps) {
    this.#deps = deps;
  }

  /** Validates and returns the complete answer, whether there are errors or not. */
  async validate(stored: StoredConfig): Promise<ConfigInfosView> {
    const { plugins } = this.#deps;
    const plugin = this.#pluginOf(stored);
    const config = toConfig(stored);
    const mismatch = describeVersionMismatch(plugin, config['connector.plugin.version']);
    if (mismatch !== undefined) return this.#onlyCommon(plugin, config, stored, mismatch);
    const sections = [
      await this.#mainSection(plugin, config, stored),
      overrideSection(plugin, config),
      converterSection('header', config, plugins),
      converterSection('key', config, plugins),
      converterSection('value', config, plugins),
    ];
    return merge(stored['connector.class'] ?? '', sections);
  }

  /** Rejects a config that has errors, naming all of them. */
  async check(stored: StoredConfig): Promise<void> {
    const { error_count: count, configs } = await this.validate(stored);
    if (count === 0) return;
    const messages = configs.flatMap(({ value }) => value?.errors ?? []);
    throw new BadRequestException(
      `Connector configuration is invalid and contains the following ${count} error(s):\n${messages.join('\n')}\nYou can also find the above list of errors at the endpoint \`/connector-plugins/{connectorType}/config/validate\``,
    );
  }

  /** Lists the options of a plugin; undefined when there is none of that name. */
  pluginConfig(name: string, version: string | undefined): ConfigKeyView[] | undefined {
    const { plugins } = this.#deps;
    const found = plugins.find(name);
    if (found.type !== 'found') return undefined;
    const { plugin } = found;
    checkVersion(plugin, version);
    if (plugin.type !== 'source' && plugin.type !== 'sink') return viewAll(plugin.create().config().keys);
    const own = plugin.createConnector().config();
    const framework = buildFrameworkConfigDef({ plugins, plugin, workerConfig: undefined, config: {} });
    return viewAll(new Map([...own.keys, ...[...framework.keys].filter(([key]) => !own.keys.has(key))]));
  }

  async #mainSection(plugin: ConnectorPlugin, config: Config, stored: StoredConfig): Promise<ConfigSection> {
    const { plugins, workerConfig, clock } = this.#deps;
    const framework = buildFrameworkConfigDef({ plugins, plugin, workerConfig, config });
    const values = framework.validate(new Map(Object.entries(stored)));
    resolveClasses(values, plugins);
    addCrossErrors(plugin, values, { config, workerGroup: workerConfig['group.id'] ?? 'connect-cluster' });
    // Before the plugin's own values come: those replace the framework's, this error included.
    addNullErrors(stored, values);
    const connector = plugin.createConnector();
    const own = await this.#ownDefinition(plugin, connector);
    const message = `Timed out while validating the config of ${plugin.className}`;
    const answered = await this.#guard(plugin, () =>
      withTimeLimit(clock, PLUGIN_LIMIT_MS, message, () =>
        connector.validate
          ? connector.validate(config)
          : [...own.validate(new Map(Object.entries(stored))).values()],
      ),
    );
    for (const value of answered) values.set(value.name, value);
    const keys = new Map<string, ConfigKey>([...framework.keys, ...own.keys]);
    return buildSection(keys, values, [...new Set([...framework.groups, ...own.groups])]);
  }

  async #ownDefinition(plugin: ConnectorPlugin, connector: Connector): Promise<ConfigDef> {
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
