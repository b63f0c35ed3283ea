import {
  ConfigDef,
  type ConfigKey,
  type ConfigKeyInput,
  type Importance,
  type Validator,
} from '../../api/config-def.ts';
import { parseConfigType } from '../../api/config-types.ts';
import type { Config } from '../../api/connector.ts';
import { ConfigException } from '../../api/exceptions.ts';
import type { PredicatePlugin, TransformationPlugin } from '../../api/plugin.ts';
import type { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { describeVersionMismatch } from './version-range.ts';

/** `transforms` or `predicates`, and the words Apache has for each. */
interface AliasKind {
  readonly option: 'transforms' | 'predicates';
  readonly type: 'transformation' | 'predicate';
  readonly title: 'Transformation' | 'Predicate';
  readonly section: 'Transforms' | 'Predicates';
}

const KINDS: readonly AliasKind[] = [
  { option: 'transforms', type: 'transformation', title: 'Transformation', section: 'Transforms' },
  { option: 'predicates', type: 'predicate', title: 'Predicate', section: 'Predicates' },
];

const IMPLICIT: readonly ConfigKeyInput[] = [
  {
    name: 'predicate',
    type: 'STRING',
    defaultValue: null,
    importance: 'MEDIUM',
    documentation: 'Alias of the predicate that decides whether this transformation is applied.',
  },
  {
    name: 'negate',
    type: 'BOOLEAN',
    defaultValue: false,
    importance: 'MEDIUM',
    documentation: 'Whether the transformation is applied where the predicate does not hold.',
  },
];

const IMPORTANCES: readonly Importance[] = ['HIGH', 'MEDIUM', 'LOW'];

/** An alias with its class, as far as that is on this worker. */
interface AliasContext {
  readonly kind: AliasKind;
  readonly prefix: string;
  readonly alias: string;
  readonly config: Config;
  readonly plugins: PluginRegistry;
  readonly plugin: TransformationPlugin | PredicatePlugin | undefined;
  readonly versionMismatch: string | undefined;
}

/**
 * Adds the options of each alias in `transforms` and `predicates`: type, version, then the class's own, which are left
 * out while the class is unknown.
 *
 * Source: kafka 4.3 `ConnectorConfig#enrich`, `ConfigDef#embed`; order and errors as in the recorded
 * `validate-source-*transform*.json` and `validate-source-*predicate*.json`.
 */
export function defineAliasOptions(def: ConfigDef, config: Config, plugins: PluginRegistry): void {
  for (const kind of KINDS) {
    const aliases = parseConfigType(kind.option, config[kind.option] ?? '', 'LIST') as readonly string[];
    for (const alias of new Set(aliases)) defineAlias(def, { kind, alias, config, plugins });
  }
}

/** The class an alias option has as its value: null unless it is one here, be it of the wrong kind or abstract. */
export function resolveAliasClass(name: string, plugins: PluginRegistry): string | null {
  return plugins.hasClass(name) || concreteClassesOf(name, plugins).length > 0 ? name : null;
}

function defineAlias(
  def: ConfigDef,
  parts: Pick<AliasContext, 'kind' | 'alias' | 'config' | 'plugins'>,
): void {
  const prefix = `${parts.kind.option}.${parts.alias}.`;
  const plugin = pluginOf(parts.config[`${prefix}type`], parts);
  const range = parts.config[`${prefix}plugin.version`];
  const context = {
    ...parts,
    prefix,
    plugin,
    versionMismatch: plugin && describeVersionMismatch(plugin, range),
  };
  def.define(typeOption(context)).define(versionOption(context));
  if (plugin && context.versionMismatch === undefined) embed(def, plugin, context);
}

function pluginOf(
  className: string | undefined,
  { kind, plugins }: Pick<AliasContext, 'kind' | 'plugins'>,
): TransformationPlugin | PredicatePlugin | undefined {
  return pluginsOf(kind, plugins).find((plugin) => plugin.className === className?.trim());
}

function pluginsOf(kind: AliasKind, plugins: PluginRegistry): (TransformationPlugin | PredicatePlugin)[] {
  return plugins
    .list()
    .filter((plugin) => plugin.type === 'transformation' || plugin.type === 'predicate')
    .filter((plugin) => plugin.type === kind.type);
}

function typeOption(context: AliasContext): ConfigKeyInput {
  const { kind, alias, prefix, plugins } = context;
  return {
    name: `${prefix}type`,
    type: 'CLASS',
    validator: typeValidator(context),
    importance: 'HIGH',
    documentation: `Class for the '${alias}' ${kind.type}.`,
    group: `${kind.section}: ${alias}`,
    orderInGroup: 0,
    width: 'LONG',
    displayName: `${kind.title} type for ${alias}`,
    recommender: {
      validValues: () => pluginsOf(kind, plugins).map((plugin) => plugin.className),
      visible: () => true,
    },
  };
}

function versionOption({ kind, alias, prefix, plugin, versionMismatch }: AliasContext): ConfigKeyInput {
  const version = plugin?.version ?? null;
  return {
    name: `${prefix}plugin.version`,
    type: 'STRING',
    defaultValue: version,
    validator: () => {
      if (versionMismatch !== undefined) throw new ConfigException(versionMismatch);
    },
    importance: 'HIGH',
    documentation: `Version of the '${alias}' ${kind.type}.`,
    group: `${kind.section}: ${alias}`,
    orderInGroup: 1,
    width: 'LONG',
    displayName: `${kind.title} version for ${alias}`,
    recommender: { validValues: () => (version === null ? [] : [version]), visible: () => true },
  };
}

function typeValidator({ kind, prefix, config, plugins, plugin, versionMismatch }: AliasContext): Validator {
  return (name, value) => {
    const className = value === null ? null : String(value);
    if (className !== null && resolveAliasClass(className, plugins) === null) {
      throw ConfigException.invalid(name, className, `Class ${className} could not be found.`);
    }
    checkNegate(kind, prefix, config);
    if (className === null) return;
    if (versionMismatch !== undefined) throw new ConfigException(versionMismatch);
    if (plugin) return;
    const concrete = concreteClassesOf(className, plugins);
    throw new ConfigException(
      concrete.length > 0
        ? `This class is abstract and cannot be created. Did you mean ${concrete.join(', ')}?`
        : `Class class ${className} does not implement the ${kind.title} interface`,
    );
  };
}

function checkNegate(kind: AliasKind, prefix: string, config: Config): void {
  if (kind.option !== 'transforms') return;
  if (config[`${prefix}negate`] === undefined || config[`${prefix}predicate`] !== undefined) return;
  throw new ConfigException(
    `Config '${prefix}negate' was provided but there is no config '${prefix}predicate' defining a predicate to be negated.`,
  );
}

/** The nested classes of an abstract one: `Cast$Key` and `Cast$Value` of `Cast`. */
function concreteClassesOf(className: string, plugins: PluginRegistry): string[] {
  return plugins
    .list()
    .map((plugin) => plugin.className)
    .filter((candidate) => candidate.startsWith(`${className}$`));
}

/** Own options that are named like the implicit ones are masked by those. */
function embed(def: ConfigDef, plugin: TransformationPlugin | PredicatePlugin, context: AliasContext): void {
  const implicit = new ConfigDef();
  if (context.kind.option === 'transforms') for (const option of IMPLICIT) implicit.define(option);
  const own = [...plugin.create().config().keys.values()].filter(({ name }) => !implicit.keys.has(name));
  const keys = [...implicit.keys.values(), ...own].sort(compareKeys);
  for (const [index, key] of keys.entries()) def.defineKey(embedKey(key, index + 2, context));
}

/** Inside, messages of validators name the option without its prefix. */
function embedKey(key: ConfigKey, orderInGroup: number, { kind, alias, prefix }: AliasContext): ConfigKey {
  const { validator } = key;
  const group = `${kind.section}: ${alias}`;
  return {
    ...key,
    name: prefix + key.name,
    validator: validator && ((_name, value) => validator(key.name, value)),
    group: key.group === null ? group : `${group}: ${key.group}`,
    orderInGroup,
    dependents: key.dependents.map((name) => prefix + name),
  };
}

/** Required options first, then by importance, then by name. Source: kafka `ConfigDef#compare`. */
function compareKeys(a: ConfigKey, b: ConfigKey): number {
  return (
    a.orderInGroup - b.orderInGroup ||
    Number(b.required) - Number(a.required) ||
    IMPORTANCES.indexOf(a.importance) - IMPORTANCES.indexOf(b.importance) ||
    (a.name < b.name ? -1 : 1)
  );
}
