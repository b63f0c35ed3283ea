import { stringifyExactJson } from '../../api/exact-json.ts';
import { Decimal } from '../../api/logical-types.ts';
import type { SinkRecord } from '../../api/record.ts';
import { Struct, toJavaString } from '../../api/struct.ts';

/** Writes the values of records as the body of one request, in their order. */
export function buildBody(
  records: readonly SinkRecord[],
  { isJson, asArray }: { isJson: boolean; asArray: boolean },
): string {
  if (!isJson) return records.map(({ value }) => toText(value)).join('\n');
  const values = records.map(({ value }) => toPlainJson(value));
  return asArray ? stringifyExactJson(values) : values.map(stringifyExactJson).join('\n');
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : toJavaString(value);
}

/**
 * Turns Connect data into what JSON can hold.
 *
 * Shape: a struct and a map become objects, bytes base64, a decimal and what JSON has no number for text, a date ISO 8601.
 */
function toPlainJson(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(toPlainJson);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Decimal) return String(value);
  return Object.fromEntries(entriesOf(value));
}

function entriesOf(value: object): [string, unknown][] {
  if (value instanceof Map) return [...value].map(([key, item]) => [toText(key), toPlainJson(item)]);
  if (!(value instanceof Struct)) return Object.entries(value).map(([key, item]) => [key, toPlainJson(item)]);
  return (value.schema.fields ?? []).map(({ name }) => [name, toPlainJson(value.get(name))]);
}
