import type { ConfigTerm } from '@/lib/api/config-search';
import type { ConnectorRow } from '@/lib/api/connectors';

/** What a search text asks for. `fields` are read from rows, `config` only the server can answer. */
export interface Search {
  readonly words: readonly string[];
  readonly fields: readonly { readonly field: SearchField; readonly value: string }[];
  readonly config: readonly ConfigTerm[];
}

const FIELDS = {
  name: (row: ConnectorRow) => [row.name],
  state: (row: ConnectorRow) => [row.health === 'UNKNOWN' ? (row.state ?? '') : row.health],
  type: (row: ConnectorRow) => [row.type],
  plugin: (row: ConnectorRow) => [row.pluginClass ?? ''],
  cluster: (row: ConnectorRow) => [row.clusterId],
  topic: (row: ConnectorRow) => row.topics,
  worker: (row: ConnectorRow) => [row.workerId ?? '', ...row.tasks.map((task) => task.workerId ?? '')],
  error: (row: ConnectorRow) => [row.cause ?? '', ...row.tasks.map((task) => task.cause ?? '')],
} as const;
/** A `field:value` that rows answer by themselves; every other key is an option of the config. */
export type SearchField = keyof typeof FIELDS;

const TOKEN = /(?:[^\s"]|"[^"]*"?)+/g;

/**
 * Reads a search as people type it: words, `state:failed`, `topic:orders`, `connector.class:postgres`,
 * `key:"two words"`. Everything is lower case; an address such as `http://db` is a word.
 */
export function parseSearch(text: string): Search {
  const words: string[] = [];
  const fields: { field: SearchField; value: string }[] = [];
  const config: ConfigTerm[] = [];
  for (const token of text.toLowerCase().match(TOKEN) ?? []) {
    const plain = token.replaceAll('"', '');
    const at = plain.indexOf(':');
    const [key, value] = [plain.slice(0, at), plain.slice(at + 1)];
    if (at < 1 || value.startsWith('//')) words.push(plain);
    else if (value !== '' && isField(key)) fields.push({ field: key, value });
    else if (value !== '') config.push({ key, value });
  }
  return { words, fields, config };
}

/** Says whether a row matches every word and field; what stands in its config is not looked at. */
export function matchesSearch(row: ConnectorRow, search: Search): boolean {
  const inField = ({ field, value }: Search['fields'][number]) =>
    FIELDS[field](row).some((text) => text.toLowerCase().includes(value));
  if (!search.fields.every(inField)) return false;
  if (search.words.length === 0) return true;
  const hay = [row.name, row.pluginClass ?? '', row.clusterId, row.cause ?? '', ...row.topics]
    .join('\n')
    .toLowerCase();
  return search.words.every((word) => hay.includes(word));
}

function isField(key: string): key is SearchField {
  return Object.hasOwn(FIELDS, key);
}
