import { parseExactJson, stringifyExactJson } from '../api/exact-json.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { SourceMap } from '../api/record.ts';

/**
 * Writes the key of a source offset: `["<connector>",{…partition}]`, members in the connector's order.
 *
 * Source: kafka `OffsetStorageWriter`.
 */
export function formatOffsetKey(connector: string, partition: SourceMap | null): string {
  if (partition) checkPrimitives(partition);
  return stringifyExactJson([connector, partition]);
}

/** Writes a source offset. Errors: ConnectException when a value is not null, boolean, number or text. */
export function formatOffsetValue(offset: SourceMap): string {
  checkPrimitives(offset);
  return stringifyExactJson(offset);
}

/** Reads a source offset; integers keep all their digits. */
export function parseOffsetValue(text: string): SourceMap {
  return parseExactJson(text) as SourceMap;
}

/** Reads a key back; undefined for text that is not one. */
export function parseOffsetKey(text: string): { connector: string; partition: SourceMap | null } | undefined {
  try {
    const key = parseExactJson(text);
    if (!Array.isArray(key) || key.length !== 2 || typeof key[0] !== 'string') return undefined;
    return { connector: key[0], partition: key[1] as SourceMap | null };
  } catch {
    return undefined;
  }
}

function checkPrimitives(map: SourceMap): void {
  for (const [field, value] of Object.entries(map)) {
    if (value === null || typeof value !== 'object') continue;
    const type = Array.isArray(value) ? 'ARRAY' : 'MAP';
    throw new ConnectException(
      `Offsets may only contain primitive types as values, but field ${field} contains ${type}`,
    );
  }
}
