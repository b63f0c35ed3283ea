import { readFileSync } from 'node:fs';
import { ConfigException } from '../api/exceptions.ts';
import { parseProperties } from '../api/properties.ts';

/** A connector given on the command line. */
export interface ConnectorFile {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/**
 * Reads a connector from a file: a flat JSON object, a create request, or properties.
 *
 * Errors: ConfigException that names the file. Source: kafka `ConnectStandalone#parseConnectorConfigurationFile`; KAFKA-9219.
 */
export function readConnectorFile(path: string): ConnectorFile {
  const text = readFileSync(path, 'utf8');
  const config = fromJson(text) ?? parseProperties(text);
  const { name } = config;
  if (!name) {
    throw new ConfigException(
      `Connector configuration at '${path}' is missing the mandatory 'name' configuration`,
    );
  }
  return { name, config };
}

function fromJson(text: string): Record<string, string> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { name, config } = json as { name?: unknown; config?: unknown };
  const isRequest = typeof config === 'object' && config !== null;
  const flat = isRequest ? { ...config, name } : (json as object);
  const entries = Object.entries(flat).filter(([, value]) => value !== undefined);
  return Object.assign(
    Object.create(null),
    Object.fromEntries(entries.map(([key, value]) => [key, String(value)])),
  );
}
