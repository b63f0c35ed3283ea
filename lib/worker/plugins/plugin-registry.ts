import type { ConnectorPlugin, Plugin } from '../api/plugin.ts';
import { describePlugin, type PluginDescription, type RegisteredPlugin } from './plugin-description.ts';

/** What finding a plugin by name comes to. */
export type Lookup =
  | { readonly type: 'found'; readonly plugin: Plugin }
  | { readonly type: 'unknown' }
  | { readonly type: 'ambiguous'; readonly classNames: readonly string[] };

const TYPE_ORDER: readonly Plugin['type'][] = [
  'sink',
  'source',
  'transformation',
  'predicate',
  'converter',
  'header_converter',
];
const TYPE_SUFFIX: Readonly<Record<Plugin['type'], string>> = {
  sink: 'Connector',
  source: 'Connector',
  converter: 'Converter',
  header_converter: 'HeaderConverter',
  transformation: 'Transformation',
  predicate: 'Predicate',
};

/**
 * All plugins of this worker, by class name and by alias.
 *
 * Shape: an alias is the simple class name, with or without its kind's suffix (`FileStreamSource`, `Json`). Names are
 * looked up in a Map, so `constructor` finds nothing. Source: kafka `PluginUtils#computeAliases`.
 */
export class PluginRegistry {
  readonly #plugins: readonly RegisteredPlugin[];

  constructor(plugins: readonly RegisteredPlugin[]) {
    this.#plugins = [...plugins].sort(
      (a, b) =>
        TYPE_ORDER.indexOf(a.plugin.type) - TYPE_ORDER.indexOf(b.plugin.type) ||
        (a.plugin.className < b.plugin.className ? -1 : 1),
    );
  }

  /** Every plugin: sinks, sources, transformations, predicates, converters, header converters, each by class name. */
  list(): readonly Plugin[] {
    return this.#plugins.map(({ plugin }) => plugin);
  }

  connectors(): ConnectorPlugin[] {
    return this.list().filter((plugin) => plugin.type === 'sink' || plugin.type === 'source');
  }

  /** Whether a class of that very name is here, whatever its kind. */
  hasClass(className: string): boolean {
    return this.#plugins.some(({ plugin }) => plugin.className === className);
  }

  /** Where the module of a class is, for a task thread that has to load it too. */
  moduleOf(className: string): string | undefined {
    return this.#plugins.find(({ plugin }) => plugin.className === className)?.moduleUrl;
  }

  /** Every plugin of a module, without its code. */
  descriptions(): PluginDescription[] {
    return this.#plugins.flatMap(({ plugin, moduleUrl }) =>
      moduleUrl === undefined ? [] : [describePlugin(plugin, moduleUrl)],
    );
  }

  /** Finds a plugin of the given kinds by class name or alias. */
  find(name: string, types: readonly Plugin['type'][] = TYPE_ORDER): Lookup {
    const candidates = this.list().filter((plugin) => types.includes(plugin.type));
    const exact = candidates.find((plugin) => plugin.className === name);
    if (exact) return { type: 'found', plugin: exact };
    const matches = candidates.filter((plugin) => aliasesOf(plugin).includes(name));
    const [first] = matches;
    if (!first) return { type: 'unknown' };
    // A converter that serves headers too is listed twice but is one class.
    if (matches.every((plugin) => plugin.className === first.className))
      return { type: 'found', plugin: first };
    return { type: 'ambiguous', classNames: matches.map((plugin) => plugin.className) };
  }

  /** Finds a source or sink connector. */
  findConnector(name: string): ConnectorPlugin | undefined {
    const found = this.find(name, ['sink', 'source']);
    return found.type === 'found' ? (found.plugin as ConnectorPlugin) : undefined;
  }
}

function aliasesOf(plugin: Plugin): string[] {
  const simple = plugin.className.slice(plugin.className.lastIndexOf('.') + 1);
  const suffix = TYPE_SUFFIX[plugin.type];
  return simple.endsWith(suffix) && simple !== suffix ? [simple, simple.slice(0, -suffix.length)] : [simple];
}
