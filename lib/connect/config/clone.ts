import type { ConnectorConfig } from '../rest/connectors.ts';

/**
 * Options that name the copy or what it moves. Changing them cannot send a secret anywhere else; every other option
 * might, `connection.url` above all.
 */
const HARMLESS =
  /^(name|tasks\.max(\.enforce)?|topics?(\.regex)?|topic\.prefix|kafka\.topic|slot\.name|publication\.name|errors\.(tolerance|log\..+|deadletterqueue\.topic\.name)|(poll|offset\.flush)\.interval\.ms)$/;

/**
 * Lists the options by which a copy differs from its source and that might change where its secrets go, sorted.
 *
 * Shape: a key in neither, or with the same value in both, is not there. `kept` are secrets taken over as they are.
 */
export function riskyDifferences(
  source: ConnectorConfig,
  copy: ConnectorConfig,
  kept: readonly string[],
): string[] {
  const keys = new Set([...Object.keys(source), ...Object.keys(copy)]);
  for (const key of kept) keys.delete(key);
  return [...keys]
    .filter((key) => !HARMLESS.test(key))
    .filter((key) => Object.hasOwn(source, key) !== Object.hasOwn(copy, key) || source[key] !== copy[key])
    .sort();
}

/** A class that a config needs, by the option that names it. */
export interface NeededClass {
  readonly key: string;
  readonly class: string;
}

/** An installed plugin, as far as a check needs it. */
export interface InstalledPlugin {
  readonly class: string;
  readonly type: string;
  readonly version: string | null;
}

/**
 * How a needed class stands on another cluster. `untold`: a worker before 3.2 lists connectors only, so nobody knows.
 */
export interface ClassCheck extends NeededClass {
  readonly state: 'same' | 'other-version' | 'missing' | 'untold';
  readonly here: string | null;
  readonly there: string | null;
}

const CLASS_KEY = /^(connector\.class|(key|value|header)\.converter|(transforms|predicates)\.[^.]+\.type)$/;

/** The kind of plugin an option names, as `GET /connector-plugins` calls it; undefined for other options. */
export function kindOfClassOption(key: string): string | undefined {
  if (/^(key|value)\.converter$/.test(key)) return 'converter';
  if (key === 'header.converter') return 'header_converter';
  if (/^transforms\.[^.]+\.type$/.test(key)) return 'transformation';
  return /^predicates\.[^.]+\.type$/.test(key) ? 'predicate' : undefined;
}

/** Lists the plugins a config needs: connector, converters, transformations, predicates. */
export function neededClasses(config: ConnectorConfig): NeededClass[] {
  return Object.entries(config).flatMap(([key, value]) =>
    value !== null && value !== '' && CLASS_KEY.test(key) ? [{ key, class: value }] : [],
  );
}

/** Says whether a config's name of a class means this plugin: in full, simple, or without its last word. */
export function isNameOf(name: string, pluginClass: string): boolean {
  const simple = pluginClass.slice(Math.max(pluginClass.lastIndexOf('.'), pluginClass.lastIndexOf('$')) + 1);
  return [pluginClass, pluginClass.replaceAll('$', '.'), simple, simple.replace(/Connector$/, '')].includes(
    name,
  );
}

/** Compares what a config needs with what another cluster has, version by version. */
export function checkClasses(
  needed: readonly NeededClass[],
  here: readonly InstalledPlugin[],
  there: readonly InstalledPlugin[],
): ClassCheck[] {
  const tellsAll = there.some(({ type }) => type !== 'source' && type !== 'sink');
  return needed.map((one) => {
    const versions = (plugins: readonly InstalledPlugin[]) =>
      plugins.filter((plugin) => isNameOf(one.class, plugin.class)).map(({ version }) => version);
    const [own, theirs] = [versions(here), versions(there)];
    const base = { ...one, here: own[0] ?? null, there: theirs[0] ?? null };
    if (theirs.length === 0) {
      const isTold = tellsAll || one.key === 'connector.class';
      return { ...base, state: isTold ? 'missing' : 'untold' };
    }
    const isSame = own.length === 0 || own.some((version) => theirs.includes(version));
    return { ...base, state: isSame ? 'same' : 'other-version' };
  });
}
