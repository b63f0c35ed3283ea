import { DataException, SchemaBuilderException } from '../api/exceptions.ts';
import { DATE, TIME, TIMESTAMP } from '../api/logical-types.ts';
import { buildFields, type Field, type Schema, type SchemaType } from '../api/schema.ts';
import type { Struct } from '../api/struct.ts';

const LOGICAL_BASE = { [DATE]: 'INT32', [TIME]: 'INT32', [TIMESTAMP]: 'INT64' } as const;
const simple = new Map<string, Schema>();

/** The one schema of a type without a name. */
export function schemaOfType(type: SchemaType, optional: boolean): Schema {
  return shared(type, () => ({ type, optional }), optional);
}

/** The one schema of a Date, Time or Timestamp. */
export function schemaOfLogical(name: keyof typeof LOGICAL_BASE, optional: boolean): Schema {
  return shared(name, () => ({ type: LOGICAL_BASE[name], optional, name, version: 1 }), optional);
}

function shared(name: string, create: () => Schema, optional: boolean): Schema {
  const key = optional ? `${name}?` : name;
  const known = simple.get(key) ?? Object.freeze(create());
  simple.set(key, known);
  return known;
}

/** What `copyStructSchema` gives the copy beside its fields. */
export interface StructSchemaParts {
  readonly optional?: boolean;
  readonly defaultValue?: unknown;
}

/**
 * Builds a STRUCT schema with the source's name, version, doc and parameters, and other fields.
 *
 * Errors: SchemaBuilderException when two fields have the same name. Source: kafka `SchemaUtil#copySchemaBasics`.
 */
export function copyStructSchema(
  source: Schema,
  fields: readonly { name: string; schema: Schema }[],
  parts: StructSchemaParts = {},
): Schema {
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name))
      throw new SchemaBuilderException(`Cannot create field because of field name duplication ${name}`);
    names.add(name);
  }
  return copyBasics(
    source,
    { type: 'STRUCT', optional: parts.optional ?? false, fields: buildFields(fields) },
    parts.defaultValue,
  );
}

/** The target with the source's name, version, doc and parameters, and a default unless it is null. */
export function copyBasics(source: Schema, target: Schema, defaultValue: unknown): Schema {
  return {
    ...target,
    ...(source.name === undefined ? {} : { name: source.name }),
    ...(source.version === undefined ? {} : { version: source.version }),
    ...(source.doc === undefined ? {} : { doc: source.doc }),
    ...(source.parameters === undefined ? {} : { parameters: source.parameters }),
    ...(defaultValue === undefined || defaultValue === null ? {} : { defaultValue }),
  };
}

/** The field of that name, undefined when the schema has none. */
export function fieldOf(schema: Schema, name: string): Field | undefined {
  return schema.fields?.find((field) => field.name === name);
}

/** The value of a field, its default in place of null when asked for. */
export function readField(struct: Struct, field: string | Field, replacesNull: boolean): unknown {
  return replacesNull ? struct.get(field) : struct.getWithoutDefault(field);
}

/** Puts a value. Errors: DataException for null in a required field. Source: kafka `ConnectSchema#validateValue`. */
export function putField(struct: Struct, field: Field, value: unknown): void {
  if (value === null && !field.schema.optional) {
    throw new DataException(
      `Invalid value: null used for required field: "${field.name}", schema type: ${field.schema.type}`,
    );
  }
  struct.put(field, value);
}

/** Remembers what a transformation made of each schema, for as long as somebody holds that schema. */
export class SchemaCache {
  readonly #known = new WeakMap<Schema, Schema>();

  getOrBuild(schema: Schema, build: (schema: Schema) => Schema): Schema {
    const known = this.#known.get(schema);
    if (known) return known;
    const built = build(schema);
    this.#known.set(schema, built);
    return built;
  }
}
