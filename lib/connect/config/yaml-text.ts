import { isMap, isScalar, isSeq, type ParsedNode, parseAllDocuments, type Scalar } from 'yaml';
import { entryOf, scalarOf, type TextEntry, TextError, type TextNode } from './text-place.ts';

/** What a KafkaConnector manifest says. Shape: `entries` with class and tasks among the options, by Connect's names. */
export interface Manifest {
  readonly name: string | undefined;
  readonly entries: readonly TextEntry[];
  readonly state: string | undefined;
}

/** Says whether a text is YAML and not properties: a manifest, a document mark, or keys that hold other keys. */
export function isYaml(text: string): boolean {
  return (
    /^(?:apiVersion|kind|spec)\s*:/m.test(text) ||
    /^---\s*$/m.test(text) ||
    /^[\w."'-]+:[ \t]*\r?\n[ \t]+\S/m.test(text)
  );
}

/**
 * Reads a Strimzi KafkaConnector manifest, or a plain YAML map of options; values are the text as written.
 *
 * Errors: TextError with the place, for bad YAML, aliases and more than one connector.
 */
export function parseYamlText(text: string): Manifest {
  const documents = parseAllDocuments(text, { uniqueKeys: true, merge: false, version: '1.2' });
  const list = Array.isArray(documents) ? documents : [];
  const roots = list.flatMap((document) => {
    const error = document.errors[0];
    if (error) throw new TextError(`This is not YAML: ${error.message.split('\n')[0]}`, error.pos[0]);
    return document.contents ? [toNode(document.contents)] : [];
  });
  const connectors = roots.filter((root) => scalarOf(root, 'kind') === 'KafkaConnector');
  if (connectors.length > 1)
    throw new TextError(`This holds ${connectors.length} connectors: paste one.`, connectors[1]?.at ?? 0);
  const [connector] = connectors;
  if (connector) return toManifest(connector);
  const [root] = roots;
  if (root?.type !== 'object') throw new TextError('This YAML is no map of options.', root?.at ?? 0);
  const kind = scalarOf(root, 'kind');
  if (kind !== undefined && scalarOf(root, 'apiVersion') !== undefined)
    throw new TextError(`This is a manifest of kind ${kind}, not of a KafkaConnector.`, root.at);
  return { name: undefined, entries: root.entries, state: undefined };
}

function toManifest(root: TextNode): Manifest {
  const spec = entryOf(root, 'spec');
  if (spec?.type !== 'object') throw new TextError('This KafkaConnector has no spec.', root.at);
  const config = entryOf(spec, 'config');
  const lifted = [
    ['class', 'connector.class'],
    ['tasksMax', 'tasks.max'],
    ['version', 'connector.plugin.version'],
  ] as const;
  const own = spec.entries.flatMap((entry) => {
    const key = lifted.find(([theirs]) => theirs === entry.key)?.[1];
    return key === undefined ? [] : [{ ...entry, key }];
  });
  const metadata = entryOf(root, 'metadata');
  return {
    name: metadata && scalarOf(metadata, 'name'),
    entries: [...own, ...(config?.type === 'object' ? config.entries : [])],
    state: scalarOf(spec, 'state'),
  };
}

function toNode(node: ParsedNode): TextNode {
  const at = node.range?.[0] ?? 0;
  if (isMap(node)) {
    const entries = node.items.map((pair): TextEntry => {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const keyAt = pair.key.range?.[0] ?? at;
      const value: TextNode = pair.value ? toNode(pair.value) : { type: 'scalar', value: null, at: keyAt };
      return { key, keyAt, value };
    });
    return { type: 'object', entries, at };
  }
  if (isSeq(node)) return { type: 'array', items: node.items.map((item) => toNode(item)), at };
  if (isScalar(node)) return { type: 'scalar', value: wordOf(node), at };
  throw new TextError('An alias (*name) cannot be read here: write the value.', at);
}

/** Numbers and booleans as they were written: `1.50` and `0x10` are not ours to change. */
function wordOf(node: Scalar): string | null {
  if (node.value === null) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
