import { formatProperty } from './properties-text.ts';
import { secretPlaceOf } from './secret-place.ts';
import { quoteForShell } from './shell-words.ts';

/** The formats a config can be taken away in. */
export const EXPORT_FORMATS = ['json', 'properties', 'curl', 'yaml'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What a connector's config is written from. Shape: secrets are masked entries; references are shown ones. */
export interface ExportedConfig {
  readonly name: string;
  readonly entries: readonly {
    readonly key: string;
    readonly value: string | null;
    readonly masked: boolean;
  }[];
}

type Pair = readonly [key: string, value: string | null];

/**
 * Writes a config for elsewhere: JSON, properties, a cURL command that creates or replaces it, or a Strimzi manifest.
 *
 * Guarantees: a secret is its place, `<secret: key>`, to be filled in; a cURL command is safe to paste into sh
 * whatever the values hold; `parsePasted` reads each format back to the same options.
 */
export function exportConfig(format: ExportFormat, config: ExportedConfig): string {
  const pairs = config.entries.map(
    ({ key, value, masked }): Pair => [key, masked ? secretPlaceOf(key) : value],
  );
  switch (format) {
    case 'json':
      return toJson(pairs);
    case 'properties':
      return toProperties(pairs, true);
    case 'curl':
      return toCurl(config.name, pairs);
    case 'yaml':
      return toManifest(config.name, pairs);
  }
}

/** One option a line; `Object.fromEntries` would drop nothing, but numbers as keys would change places. */
export function toJson(pairs: readonly Pair[]): string {
  if (pairs.length === 0) return '{}';
  const lines = pairs.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

/** One option a line; properties know no null, so such a key stands in a comment. */
export function toProperties(pairs: readonly Pair[], ascii: boolean): string {
  return pairs
    .map(([key, value]) =>
      value === null ? `# ${formatProperty(key, 'null', ascii)}` : formatProperty(key, value, ascii),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function toCurl(name: string, pairs: readonly Pair[]): string {
  const url = `"$CONNECT_URL"${quoteForShell(`/connectors/${encodeURIComponent(name)}/config`)}`;
  const lines = [
    `curl -X PUT ${url}`,
    `-H 'Content-Type: application/json'`,
    `--data-raw ${quoteForShell(toJson(pairs))}`,
  ];
  return `${lines.join(' \\\n  ')}\n`;
}

const LIFTED = new Set(['name', 'connector.class', 'tasks.max']);

function toManifest(name: string, pairs: readonly Pair[]): string {
  const own = new Map(pairs);
  const tasks = own.get('tasks.max') ?? '';
  const isCount = /^\d+$/.test(tasks);
  const manifestName = toResourceName(name);
  const config = pairs.filter(([key]) => !LIFTED.has(key) || (key === 'tasks.max' && !isCount));
  return [
    'apiVersion: kafka.strimzi.io/v1beta2',
    'kind: KafkaConnector',
    'metadata:',
    ...(manifestName === name ? [] : [`  # ${JSON.stringify(name)} is no name that Kubernetes takes`]),
    `  name: ${JSON.stringify(manifestName)}`,
    '  labels:',
    '    strimzi.io/cluster: CONNECT_CLUSTER',
    'spec:',
    `  class: ${JSON.stringify(own.get('connector.class') ?? '')}`,
    ...(isCount ? [`  tasksMax: ${tasks}`] : []),
    ...(config.length === 0 ? ['  config: {}'] : ['  config:']),
    ...config.map(([key, value]) => `    ${yamlText(key)}: ${value === null ? 'null' : yamlText(value)}`),
    '',
  ].join('\n');
}

/** JSON's quotes are YAML's, but for line separators inside them. */
function yamlText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A DNS name of Kubernetes made of any name. */
function toResourceName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
  return plain.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '').slice(0, 253) || 'connector';
}
