import { isCurl, readCurl } from './curl-text.ts';
import { parseJsonText } from './json-text.ts';
import { parsePropertiesText } from './properties-text.ts';
import { isSecretPlace } from './secret-place.ts';
import {
  entryOf,
  placeOf,
  scalarOf,
  type TextEntry,
  TextError,
  type TextNode,
  type TextProblem,
} from './text-place.ts';
import { isYaml, parseYamlText } from './yaml-text.ts';

/** How a text was understood. */
export type PastedFormat = 'JSON' | 'properties' | 'cURL' | 'YAML';

/**
 * What pasted text holds, or what is wrong with it in words that name the place.
 *
 * Shape: `lines` maps a key to its line, counted from 1; `places` lists keys that hold only the place of a secret,
 * and are not in `config`; `state` is what a manifest or create request asks for.
 */
export type Pasted =
  | {
      readonly ok: true;
      readonly format: PastedFormat;
      readonly name: string | undefined;
      readonly config: Record<string, string | null>;
      readonly lines: ReadonlyMap<string, number>;
      readonly places: readonly string[];
      readonly state: string | undefined;
    }
  | ({ readonly ok: false } & TextProblem);

interface Read {
  readonly name?: string | undefined;
  readonly entries: readonly TextEntry[];
  readonly state?: string | undefined;
}

/**
 * Reads a connector config as people paste it: a JSON map, a create request `{name, config}`, a list with one of
 * them, properties, a cURL command, a Strimzi manifest.
 *
 * Shape: numbers and booleans become their text, as Connect itself does; null stays null.
 * Errors: returned, never thrown, with line and column.
 */
export function parsePasted(text: string): Pasted {
  try {
    if (text.trim() === '') throw new TextError('Nothing to read.', 0);
    const format = formatOf(text);
    return toPasted(text, format, READERS[format](text));
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    const { line, column } = placeOf(text, error.offset);
    const message = text.trim() === '' ? error.message : `Line ${line}, column ${column}: ${error.message}`;
    return { ok: false, message, offset: error.offset, line, column };
  }
}

function formatOf(text: string): PastedFormat {
  if (isCurl(text)) return 'cURL';
  if (/^[\s\uFEFF]*(?:[{[]|\/[/*])/.test(text)) return 'JSON';
  return isYaml(text) ? 'YAML' : 'properties';
}

const READERS: Readonly<Record<PastedFormat, (text: string) => Read>> = {
  JSON: (text) => fromJson(parseJsonText(text)),
  properties: (text) => ({ entries: parsePropertiesText(text) }),
  YAML: parseYamlText,
  cURL: (text) => {
    const { body, at, name } = readCurl(text);
    try {
      const read = fromJson(parseJsonText(body));
      const shifted = read.entries.map((entry) => ({ ...entry, keyAt: entry.keyAt + at }));
      return { ...read, entries: shifted, name: read.name ?? name };
    } catch (error) {
      if (!(error instanceof TextError)) throw error;
      throw new TextError(error.message, Math.min(error.offset + at, text.length));
    }
  },
};

function fromJson(node: TextNode): Read {
  if (node.type === 'array') {
    const [only] = node.items;
    if (!only || node.items.length > 1)
      throw new TextError(`This list holds ${node.items.length} configs: paste one.`, node.at);
    return fromJson(only);
  }
  if (node.type !== 'object')
    throw new TextError('A config is a JSON object of option names and values.', node.at);
  const inner = entryOf(node, 'config');
  if (inner?.type !== 'object') return { entries: node.entries };
  return { name: scalarOf(node, 'name'), entries: inner.entries, state: scalarOf(node, 'initial_state') };
}

function toPasted(text: string, format: PastedFormat, read: Read): Pasted {
  const config: Record<string, string | null> = Object.create(null);
  const lines = new Map<string, number>();
  const places: string[] = [];
  for (const { key, keyAt, value } of read.entries) {
    if (value.type !== 'scalar')
      throw new TextError(`"${key}" holds a nested value: Connect options are plain text.`, keyAt);
    lines.set(key, placeOf(text, keyAt).line);
    if (isSecretPlace(key, value.value)) places.push(key);
    else config[key] = value.value;
  }
  const name = read.name ?? config.name ?? undefined;
  if (name !== undefined && config.name === undefined) config.name = name;
  return { ok: true, format, name, config, lines, places, state: read.state };
}
