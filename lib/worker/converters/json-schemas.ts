import { DataException, SchemaBuilderException } from '../api/exceptions.ts';
import type { Field, Schema, SchemaType } from '../api/schema.ts';

type JsonObject = Record<string, unknown>;

const TYPE_NAMES: Readonly<Record<SchemaType, string>> = {
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FLOAT32: 'float',
  FLOAT64: 'double',
  BOOLEAN: 'boolean',
  STRING: 'string',
  BYTES: 'bytes',
  ARRAY: 'array',
  MAP: 'map',
  STRUCT: 'struct',
};
const TYPES = new Map(Object.entries(TYPE_NAMES).map(([type, name]) => [name, type as SchemaType]));

/**
 * Describes a schema as JSON, in Kafka's member order.
 *
 * Shape: `encode` writes a default value by the same rules as a payload. Source: kafka `JsonConverter#asJsonSchema`.
 */
export function toJsonSchema(
  schema: Schema | null | undefined,
  encode: (schema: Schema, value: unknown) => unknown,
): JsonObject | null {
  if (!schema) return null;
  const json: JsonObject = { type: TYPE_NAMES[schema.type] };
  if (schema.type === 'ARRAY') json.items = toJsonSchema(schema.valueSchema, encode);
  if (schema.type === 'MAP') {
    json.keys = toJsonSchema(schema.keySchema, encode);
    json.values = toJsonSchema(schema.valueSchema, encode);
  }
  if (schema.type === 'STRUCT') {
    json.fields = (schema.fields ?? []).map((f) => ({ ...toJsonSchema(f.schema, encode), field: f.name }));
  }
  json.optional = schema.optional;
  if (schema.name !== undefined) json.name = schema.name;
  if (schema.version !== undefined) json.version = schema.version;
  if (schema.doc !== undefined) json.doc = schema.doc;
  if (schema.parameters !== undefined) json.parameters = schema.parameters;
  if (schema.defaultValue !== undefined) json.default = encode(schema, schema.defaultValue);
  return json;
}

/**
 * Reads a schema from JSON; null is no schema.
 *
 * Errors: DataException with Kafka's texts. Source: kafka `JsonConverter#asConnectSchema`.
 */
export function fromJsonSchema(
  json: unknown,
  decode: (schema: Schema, value: unknown) => unknown,
): Schema | null {
  if (json === null || json === undefined) return null;
  const node = json as JsonObject;
  if (typeof node !== 'object' || typeof node.type !== 'string') {
    throw new DataException("Schema must contain 'type' field");
  }
  const type = TYPES.get(node.type);
  if (!type) throw new DataException(`Unknown schema type: ${node.type}`);
  const plain: Schema = {
    type,
    optional: node.optional === true,
    name: text(node.name),
    version: integer(node.version),
    doc: text(node.doc),
    parameters: parametersOf(node.parameters),
    ...partsOf(type, node, decode),
  };
  if (node.default === undefined || node.default === null) return plain;
  const defaultValue = decode({ ...plain, optional: true }, node.default);
  if (defaultValue !== null) return { ...plain, defaultValue };
  // What is no value of its type is read as null, which only an optional schema may have.
  if (!plain.optional) throw new SchemaBuilderException('Invalid default value');
  return plain;
}

type Decode = (schema: Schema, value: unknown) => unknown;

function partsOf(type: SchemaType, node: JsonObject, decode: Decode): Partial<Schema> {
  if (type === 'ARRAY') {
    return { valueSchema: part(node.items, 'Array schema did not specify the element type', decode) };
  }
  if (type === 'MAP') {
    return {
      keySchema: part(node.keys, 'Map schema did not specify the key type', decode),
      valueSchema: part(node.values, 'Map schema did not specify the value type', decode),
    };
  }
  return type === 'STRUCT' ? { fields: fieldsOf(node.fields, decode) } : {};
}

function part(json: unknown, whenMissing: string, decode: Decode): Schema {
  const schema = fromJsonSchema(json, decode);
  if (!schema) throw new DataException(whenMissing);
  return schema;
}

function fieldsOf(json: unknown, decode: Decode): Field[] {
  if (!Array.isArray(json)) throw new DataException('Struct schema\'s "fields" argument is not an array.');
  return json.map((item: unknown, index) => {
    const name = (item as JsonObject | null)?.field;
    if (typeof name !== 'string')
      throw new DataException("Struct schema's field name not specified properly");
    return { name, index, schema: part(item, `Field ${name} has no schema`, decode) };
  });
}

function parametersOf(json: unknown): Record<string, string> | undefined {
  if (json === null || json === undefined) return undefined;
  if (typeof json !== 'object' || Array.isArray(json)) {
    throw new DataException('Schema parameters must be an object.');
  }
  const entries = Object.entries(json).map(([key, value]): [string, string] => {
    if (typeof value !== 'string') throw new DataException('Schema parameters must have string values.');
    return [key, value];
  });
  return Object.fromEntries(entries);
}

function text(json: unknown): string | undefined {
  return typeof json === 'string' ? json : undefined;
}

function integer(json: unknown): number | undefined {
  return typeof json === 'number' && Number.isInteger(json) ? json : undefined;
}
