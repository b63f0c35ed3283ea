import { DataException } from '../../api/exceptions.ts';
import type { SchemaAndValue } from '../../api/schema.ts';
import type { AvroInput } from './avro-input.ts';
import { ANYTHING, MAP_ENTRY, NAMESPACE } from './avro-names.ts';
import type { AvroOutput } from './avro-output.ts';

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;
const FIELDS = ['boolean', 'bytes', 'double', 'float', 'int', 'long', 'string', 'array', 'map'] as const;
type Kind = (typeof FIELDS)[number];

/** The Avro schema of data without a schema: a record in which at most one field has a value. */
export const ANYTHING_SCHEMA = JSON.stringify({
  type: 'record',
  name: 'Anything',
  namespace: NAMESPACE,
  fields: FIELDS.map((name) => ({ name, type: ['null', typeOf(name)], default: null })),
});

function typeOf(kind: Kind): unknown {
  if (kind === 'array') return { type: 'array', items: ANYTHING };
  if (kind !== 'map') return kind;
  const fields = ['key', 'value'].map((name) => ({ name, type: ANYTHING }));
  return { type: 'array', items: { type: 'record', name: MAP_ENTRY, fields } };
}

/** Writes data without a schema. Errors: DataException for what is none. */
export function writeAnything(output: AvroOutput, value: unknown): void {
  const kind = kindOf(value);
  for (const field of FIELDS) {
    output.writeByte(field === kind ? 2 : 0);
    if (field === kind) writeKind(output, kind, value);
  }
}

function writeKind(output: AvroOutput, kind: Kind, value: unknown): void {
  if (kind === 'boolean') output.writeByte(value === true ? 1 : 0);
  else if (kind === 'bytes') output.writeBytes(value as Uint8Array);
  else if (kind === 'double') output.writeDouble(value as number);
  else if (kind === 'int') output.writeInt(value as number);
  else if (kind === 'long') output.writeLong(value as number | bigint);
  else if (kind === 'string') output.writeString(value as string);
  else writeItems(output, kind, value);
}

function writeItems(output: AvroOutput, kind: Kind, value: unknown): void {
  const items: unknown[] = kind === 'array' ? (value as unknown[]) : entriesOf(value as object);
  if (items.length > 0) output.writeLong(items.length);
  for (const item of items) {
    if (kind === 'array') writeAnything(output, item);
    else for (const part of item as [unknown, unknown]) writeAnything(output, part);
  }
  output.writeByte(0);
}

function kindOf(value: unknown): Kind | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value as Kind;
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || Object.is(value, -0)) return 'double';
    if (value >= INT_MIN && value <= INT_MAX) return 'int';
    return Number.isSafeInteger(value) ? 'long' : 'double';
  }
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map || isPlain(value)) return 'map';
  throw new DataException(`Data of ${value.constructor?.name ?? typeof value} needs a schema`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function entriesOf(value: object): [unknown, unknown][] {
  return value instanceof Map ? [...value.entries()] : Object.entries(value);
}

/** Reads what `writeAnything` wrote. Shape: a map becomes an object when all its keys are strings, which is what JSON gives. */
export function readAnything(input: AvroInput): SchemaAndValue {
  return { schema: null, value: readValue(input) };
}

function readValue(input: AvroInput): unknown {
  let value: unknown = null;
  for (const field of FIELDS) if (input.readInt() !== 0) value = readKind(input, field);
  return value;
}

function readKind(input: AvroInput, kind: Kind): unknown {
  if (kind === 'boolean') return input.readBoolean();
  if (kind === 'bytes') return input.readBytes();
  if (kind === 'double') return input.readDouble();
  if (kind === 'float') return input.readFloat();
  if (kind === 'int') return input.readInt();
  if (kind === 'long') return input.readLong();
  if (kind === 'string') return input.readString();
  return kind === 'array' ? readArray(input) : readMap(input);
}

function readArray(input: AvroInput): unknown[] {
  const items: unknown[] = [];
  input.readBlocks(() => items.push(readValue(input)));
  return items;
}

function readMap(input: AvroInput): unknown {
  const map = new Map<unknown, unknown>();
  input.readBlocks(() => {
    const key = readValue(input);
    map.set(key, readValue(input));
  });
  if (![...map.keys()].every((key) => typeof key === 'string')) return map;
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, value] of map) object[key as string] = value;
  return object;
}
