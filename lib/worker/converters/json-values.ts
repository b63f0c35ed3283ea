import { rawJson } from '../api/exact-json.ts';
import { DataException } from '../api/exceptions.ts';
import { DECIMAL, Decimal, logicalToNumber, numberToLogical, scaleOf } from '../api/logical-types.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

/** How values are written and read. */
export interface JsonValueOptions {
  readonly numericDecimals: boolean;
  readonly replaceNullWithDefault: boolean;
}

/**
 * Turns Connect data into what `JSON.stringify` writes; without a schema the type follows from the value.
 *
 * Errors: DataException for null in a required place and for values that are not of their schema's type.
 * Source: kafka `JsonConverter#convertToJson`.
 */
export function toJsonValue(schema: Schema | null, value: unknown, options: JsonValueOptions): unknown {
  if (value === null || value === undefined) return nullToJson(schema, options);
  if (!schema) return schemalessToJson(value, options);
  if (schema.name === DECIMAL) return decimalToJson(value, options);
  const logical = logicalToNumber(schema.name, value);
  if (logical !== undefined) return logical;
  switch (schema.type) {
    case 'INT8':
    case 'INT16':
    case 'INT32':
    case 'INT64':
      return integerToJson(schema, value);
    case 'FLOAT32':
    case 'FLOAT64':
      return expect(typeof value === 'number', schema, value);
    case 'BOOLEAN':
      return expect(typeof value === 'boolean', schema, value);
    case 'STRING':
      return expect(typeof value === 'string', schema, value);
    case 'BYTES':
      expect(value instanceof Uint8Array, schema, value);
      return base64(value as Uint8Array);
    case 'ARRAY':
      expect(Array.isArray(value), schema, value);
      return (value as unknown[]).map((item) => toJsonValue(schema.valueSchema ?? null, item, options));
    case 'MAP':
      return mapToJson(schema, value, options);
    case 'STRUCT':
      return structToJson(schema, value, options);
  }
}

/**
 * Turns parsed JSON into Connect data of the schema.
 *
 * Shape: as Jackson does, a value of another JSON type becomes 0, false or null instead of an error.
 * Errors: DataException for null in a required place, and for containers of the wrong shape.
 * Source: kafka `JsonConverter#convertToConnect`.
 */
export function fromJsonValue(schema: Schema | null, json: unknown, options: JsonValueOptions): unknown {
  if (!schema) return json ?? null;
  if (json === null || json === undefined) {
    if (schema.defaultValue !== undefined && options.replaceNullWithDefault) return schema.defaultValue;
    if (schema.optional) return null;
    throw new DataException(`Invalid null value for required ${schema.type} field`);
  }
  if (schema.name === DECIMAL) return decimalFromJson(schema, json);
  switch (schema.type) {
    case 'INT8':
    case 'INT16':
    case 'INT32':
    case 'INT64': {
      const number = typeof json === 'bigint' ? json : typeof json === 'number' ? Math.trunc(json) : 0;
      return (typeof number === 'number' ? numberToLogical(schema.name, number) : undefined) ?? number;
    }
    case 'FLOAT32':
      return typeof json === 'number' ? Math.fround(json) : 0;
    case 'FLOAT64':
      return typeof json === 'number' || typeof json === 'bigint' ? Number(json) : 0;
    case 'BOOLEAN':
      return json === true;
    case 'STRING':
      return typeof json === 'string' ? json : null;
    case 'BYTES':
      return typeof json === 'string' ? Buffer.from(json, 'base64') : null;
    case 'ARRAY':
      if (!Array.isArray(json))
        throw new DataException(`Arrays should be encoded as JSON arrays, but found ${kind(json)}`);
      return json.map((item: unknown) => fromJsonValue(schema.valueSchema ?? null, item, options));
    case 'MAP':
      return mapFromJson(schema, json, options);
    case 'STRUCT':
      return structFromJson(schema, json, options);
  }
}

function nullToJson(schema: Schema | null, options: JsonValueOptions): unknown {
  if (!schema) return null;
  if (schema.defaultValue !== undefined && options.replaceNullWithDefault) {
    return toJsonValue(schema, schema.defaultValue, options);
  }
  if (schema.optional) return null;
  throw new DataException('Conversion error: null value for field that is required and has no default value');
}

function schemalessToJson(value: unknown, options: JsonValueOptions): unknown {
  if (typeof value === 'bigint') return rawJson(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return base64(value);
  if (value instanceof Struct) return structToJson(value.schema, value, options);
  if (value instanceof Decimal) return decimalToJson(value, options);
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map((item) => toJsonValue(null, item, options));
  if (value instanceof Map) return mapToJson(null, value, options);
  const json: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(value)) json[key] = toJsonValue(null, member, options);
  return json;
}

function integerToJson(schema: Schema, value: unknown): unknown {
  if (typeof value === 'bigint') return rawJson(String(value));
  return expect(Number.isInteger(value), schema, value);
}

function mapToJson(schema: Schema | null, value: unknown, options: JsonValueOptions): unknown {
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value as object);
  const asObject = schema
    ? schema.keySchema?.type === 'STRING'
    : entries.every(([key]) => typeof key === 'string');
  const [keys, values] = [schema?.keySchema ?? null, schema?.valueSchema ?? null];
  if (!asObject) {
    return entries.map(([key, item]) => [
      toJsonValue(keys, key, options),
      toJsonValue(values, item, options),
    ]);
  }
  const json: Record<string, unknown> = Object.create(null);
  for (const [key, item] of entries) json[String(key)] = toJsonValue(values, item, options);
  return json;
}

function structToJson(schema: Schema, value: unknown, options: JsonValueOptions): unknown {
  if (!(value instanceof Struct)) throw new DataException('Mismatching schema.');
  const json: Record<string, unknown> = Object.create(null);
  for (const field of schema.fields ?? []) {
    json[field.name] = toJsonValue(field.schema, value.getWithoutDefault(field.name), options);
  }
  return json;
}

function decimalToJson(value: unknown, options: JsonValueOptions): unknown {
  if (!(value instanceof Decimal)) throw new DataException('Invalid type for Decimal, expected BigDecimal');
  return options.numericDecimals ? rawJson(String(value)) : base64(value.toBytes());
}

function decimalFromJson(schema: Schema, json: unknown): Decimal {
  const scale = scaleOf(schema);
  if (typeof json === 'string') return Decimal.fromBytes(Buffer.from(json, 'base64'), scale);
  if (typeof json !== 'number' && typeof json !== 'bigint') {
    throw new DataException('Invalid type for Decimal, underlying representation should be numeric or bytes');
  }
  const read = Decimal.parse(String(json));
  return read.scale <= scale ? new Decimal(read.unscaled * 10n ** BigInt(scale - read.scale), scale) : read;
}

function mapFromJson(schema: Schema, json: unknown, options: JsonValueOptions): Map<unknown, unknown> {
  const values = schema.valueSchema ?? null;
  if (schema.keySchema?.type === 'STRING') {
    if (!isObject(json)) {
      throw new DataException(
        `Maps with string fields should be encoded as JSON objects, but found ${kind(json)}`,
      );
    }
    return new Map(Object.entries(json).map(([key, item]) => [key, fromJsonValue(values, item, options)]));
  }
  if (!Array.isArray(json)) {
    throw new DataException(
      `Maps with non-string fields should be encoded as JSON arrays of tuples, but found ${kind(json)}`,
    );
  }
  return new Map(
    json.map((pair: unknown) => {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw new DataException(`Found invalid map entry, expected length 2 but found ${kind(pair)}`);
      }
      return [
        fromJsonValue(schema.keySchema ?? null, pair[0], options),
        fromJsonValue(values, pair[1], options),
      ] as const;
    }),
  );
}

function structFromJson(schema: Schema, json: unknown, options: JsonValueOptions): Struct {
  if (!isObject(json))
    throw new DataException(`Structs should be encoded as JSON objects, but found ${kind(json)}`);
  const struct = new Struct(schema);
  for (const field of schema.fields ?? []) {
    struct.put(field.name, fromJsonValue(field.schema, json[field.name], options));
  }
  return struct;
}

function expect(ok: boolean, schema: Schema, value: unknown): unknown {
  if (!ok) throw new DataException(`Invalid type for ${schema.type}: ${kind(value)}`);
  return value;
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Jackson's name of a node's type. */
function kind(json: unknown): string {
  if (json === null) return 'NULL';
  return Array.isArray(json) ? 'ARRAY' : (typeof json).toUpperCase();
}
