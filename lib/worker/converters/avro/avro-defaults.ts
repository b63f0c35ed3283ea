import { stringifyExactJson } from '../../api/exact-json.ts';
import { DataException } from '../../api/exceptions.ts';
import { DECIMAL, Decimal, logicalToNumber, numberToLogical, scaleOf } from '../../api/logical-types.ts';
import type { Schema } from '../../api/schema.ts';
import { Struct } from '../../api/struct.ts';
import { type AvroNode, innerOfNullable } from './avro-node.ts';

/**
 * Makes the JSON with which an Avro schema says a default.
 *
 * Errors: DataException for a default that is not of its schema. Source: Confluent's `AvroData#defaultValueFromConnect`.
 */
export function defaultToAvro(schema: Schema, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const logical = logicalToNumber(schema.name, value);
  if (logical !== undefined) return logical;
  switch (schema.type) {
    case 'BYTES':
      return Buffer.from(value instanceof Decimal ? value.toBytes() : (value as Uint8Array)).toString(
        'latin1',
      );
    case 'ARRAY':
      return (value as unknown[]).map((item) => defaultToAvro(schema.valueSchema as Schema, item));
    case 'MAP':
      return mapToAvro(schema, value as Map<unknown, unknown>);
    case 'STRUCT': {
      const struct = value as Struct;
      const fields = (schema.fields ?? []).map((field) => [
        field.name,
        defaultToAvro(field.schema, struct.get(field)),
      ]);
      return Object.fromEntries(fields);
    }
    default:
      return value;
  }
}

function mapToAvro({ keySchema, valueSchema }: Schema, map: Map<unknown, unknown>): unknown {
  const [keys, values] = [keySchema as Schema, valueSchema as Schema];
  const entries = [...map].map(
    ([key, value]) => [defaultToAvro(keys, key), defaultToAvro(values, value)] as const,
  );
  return keys.type === 'STRING' && !keys.optional ? Object.fromEntries(entries) : entries;
}

/**
 * Reads a default that an Avro schema says in JSON.
 *
 * Errors: DataException for JSON of another shape. Source: Confluent's `AvroData#defaultValueFromAvro`.
 */
export function defaultFromAvro(schema: Schema, node: AvroNode, json: unknown): unknown {
  if (json === null || json === undefined) return null;
  const inner = innerOfNullable(node);
  if (inner) return defaultFromAvro(schema, inner, json);
  switch (node.type) {
    case 'int':
    case 'long':
      if (typeof json !== 'number' && typeof json !== 'bigint') throw wrong(node, json);
      return (typeof json === 'number' ? numberToLogical(schema.name, json) : undefined) ?? json;
    case 'float':
    case 'double':
      if (typeof json !== 'number' && typeof json !== 'bigint') throw wrong(node, json);
      return Number(json);
    case 'bytes':
    case 'fixed':
      return bytesFromAvro(schema, node, json);
    case 'array':
      return arrayFromAvro(schema, node, json);
    case 'map':
      return new Map(
        Object.entries(objectOf(node, json)).map(([key, value]) => [
          key,
          defaultFromAvro(schema.valueSchema as Schema, node.items as AvroNode, value),
        ]),
      );
    case 'record':
      return recordFromAvro(schema, node, json);
    case 'union':
      return unionFromAvro(schema, node, json);
    default:
      return json;
  }
}

function bytesFromAvro(schema: Schema, node: AvroNode, json: unknown): unknown {
  if (typeof json !== 'string') throw wrong(node, json);
  const bytes = Buffer.from(json, 'latin1');
  return schema.name === DECIMAL ? Decimal.fromBytes(bytes, scaleOf(schema)) : bytes;
}

/** An array may stand for a map, whose entries are pairs when Connect wrote them. */
function arrayFromAvro(schema: Schema, node: AvroNode, json: unknown): unknown {
  if (!Array.isArray(json)) throw wrong(node, json);
  const items = node.items as AvroNode;
  if (schema.type === 'ARRAY')
    return json.map((item) => defaultFromAvro(schema.valueSchema as Schema, items, item));
  const [key, value] = items.fields ?? [];
  if (!key || !value) throw wrong(node, json);
  const pairs = json.map((item: unknown): [unknown, unknown] => {
    const [k, v] = Array.isArray(item) ? (item as unknown[]) : Object.values(objectOf(items, item));
    const [keys, values] = [schema.keySchema as Schema, schema.valueSchema as Schema];
    return [defaultFromAvro(keys, key.node, k), defaultFromAvro(values, value.node, v)];
  });
  return new Map(pairs);
}

function recordFromAvro(schema: Schema, node: AvroNode, json: unknown): Struct {
  const object = objectOf(node, json);
  const struct = new Struct(schema);
  for (const [at, field] of (schema.fields ?? []).entries()) {
    const inAvro = node.fields?.[at];
    if (inAvro) struct.put(field, defaultFromAvro(field.schema, inAvro.node, object[field.name]));
  }
  return struct;
}

/** A default is of the first branch. */
function unionFromAvro(schema: Schema, { branches = [] }: AvroNode, json: unknown): Struct | null {
  const [first] = branches;
  const field = schema.fields?.[0];
  if (!first || first.type === 'null' || !field) return null;
  return new Struct(schema).put(field, defaultFromAvro(field.schema, first, json));
}

function objectOf(node: AvroNode, json: unknown): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong(node, json);
  return json as Record<string, unknown>;
}

function wrong({ type }: AvroNode, json: unknown): DataException {
  return new DataException(
    `Invalid JSON for ${type} default value: ${json === undefined ? 'undefined' : stringifyExactJson(json)}`,
  );
}
