import { DataException } from './exceptions.ts';
import { formatJavaNumber } from './java-numbers.ts';
import { Decimal } from './logical-types.ts';
import type { Schema } from './schema.ts';
import { Struct } from './struct.ts';
import { formatDate } from './values.ts';

/**
 * Writes a value as text that `parseLiteral` reads: text as it is, but quoted within arrays, maps and Structs.
 *
 * Errors: DataException for what is no Connect data. Source: kafka 4.3 `Values#convertToString`.
 */
export function formatLiteral(value: unknown, schema: Schema | null | undefined, isEmbedded = false): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint') return formatJavaNumber(value, schema?.type);
  if (typeof value === 'boolean' || value instanceof Decimal) return String(value);
  if (typeof value === 'string') return isEmbedded ? quote(value) : value;
  if (value instanceof Date) return formatDate(value);
  if (value instanceof Uint8Array) {
    const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
    return isEmbedded ? quote(text) : text;
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => formatLiteral(item, schema?.valueSchema, true)).join(',')}]`;
  }
  if (value instanceof Struct) return formatStruct(value);
  if (typeof value !== 'object')
    throw new DataException(`Failed to serialize unexpected value type ${typeof value}`);
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return formatEntries(
    entries.map(([key, item]) => [
      formatLiteral(key, schema?.keySchema, true),
      formatLiteral(item, schema?.valueSchema, true),
    ]),
  );
}

function formatStruct(struct: Struct): string {
  const fields = struct.schema.fields ?? [];
  return formatEntries(
    fields.map((field) => [quote(field.name), formatLiteral(struct.get(field), field.schema, true)]),
  );
}

function formatEntries(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map((entry) => entry.join(':')).join(',')}}`;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
