import { ConfigDef } from '../api/config-def.ts';
import type { Config } from '../api/connector.ts';
import { DataException } from '../api/exceptions.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig } from './config.ts';
import { type DataMap, emptyLike, membersOf, setMember } from './data-map.ts';
import { inferType, javaClassOf } from './java-names.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireMap, requireStruct } from './requirements.ts';
import { copyBasics, copyStructSchema, putField, SchemaCache } from './schemas.ts';

const DELIMITER = 'delimiter';
const PURPOSE = 'flattening';

interface NamedSchema {
  readonly name: string;
  readonly schema: Schema;
}

/** What a nested schema inherits from those around it. */
interface Ancestors {
  readonly prefix: string;
  readonly optional: boolean;
  readonly defaultValue: Struct | undefined;
}

/**
 * Turns nested Structs, or maps without a schema, into one level of fields with joined names. Arrays stay as they are.
 *
 * Errors: DataException for maps under a schema. Source: kafka 4.3 `Flatten`.
 */
class Flatten implements Transformation {
  readonly #side: Side;
  readonly #schemas = new SchemaCache();
  #delimiter = '.';

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef().define({
      name: DELIMITER,
      type: 'STRING',
      defaultValue: '.',
      importance: 'MEDIUM',
      documentation: 'What stands between the names of the levels in the name of a flattened field.',
    });
  }

  configure(config: Config): void {
    this.#delimiter = new ParsedConfig(this.config(), config).text(DELIMITER);
  }

  apply(record: ConnectRecord): ConnectRecord {
    const value = dataOf(record, this.#side);
    if (value === null) return record;
    const schema = schemaOf(record, this.#side);
    if (!schema) {
      const map = requireMap(value, PURPOSE);
      const flat = emptyLike(map);
      this.#flattenMap(map, '', flat);
      return withValue(record, this.#side, null, flat);
    }
    const struct = requireStruct(value, PURPOSE);
    const updated = this.#schemas.getOrBuild(schema, (original) => this.#buildSchema(original));
    const flat = new Struct(updated);
    this.#flattenStruct(struct, 0, flat);
    return withValue(record, this.#side, updated, flat);
  }

  #flattenMap(map: DataMap, prefix: string, flat: DataMap): void {
    for (const [name, value] of membersOf(map)) {
      const full = this.#join(prefix, name);
      const type = value === null ? 'STRING' : inferType(value);
      if (type === undefined) {
        throw new DataException(
          `Flatten transformation was passed a value of type class ${javaClassOf(value)} which is not supported by Connect's data API`,
        );
      }
      if (type === 'STRUCT') {
        throw new DataException(
          `Flatten transformation does not support class ${javaClassOf(value)} for record without schemas (for field ${full}).`,
        );
      }
      if (type === 'MAP') this.#flattenMap(value as DataMap, full, flat);
      else setMember(flat, full, value);
    }
  }

  #buildSchema(schema: Schema): Schema {
    const { optional, defaultValue } = schema;
    const fields: NamedSchema[] = [];
    this.#collect(schema, { prefix: '', optional, defaultValue: structOf(defaultValue) }, fields);
    return copyStructSchema(schema, fields);
  }

  #collect(schema: Schema, ancestors: Ancestors, fields: NamedSchema[]): void {
    for (const field of schema.fields ?? []) {
      const name = this.#join(ancestors.prefix, field.name);
      const optional = ancestors.optional || field.schema.optional;
      const defaultValue = field.schema.defaultValue ?? ancestors.defaultValue?.get(field) ?? null;
      if (field.schema.type === 'STRUCT') {
        this.#collect(field.schema, { prefix: name, optional, defaultValue: structOf(defaultValue) }, fields);
      } else if (field.schema.type === 'MAP') {
        throw new DataException(
          `Flatten transformation does not support MAP for record with schemas (for field ${name}).`,
        );
      } else {
        fields.push({ name, schema: flatFieldSchema(field.schema, optional, defaultValue) });
      }
    }
  }

  /** Fills in the fields from position `at` on and returns where the next ones go; a null Struct leaves its own out. */
  #flattenStruct(struct: Struct, at: number, flat: Struct): number {
    let position = at;
    for (const field of struct.schema.fields ?? []) {
      const value = struct.get(field);
      const target = flat.schema.fields?.[position];
      if (field.schema.type !== 'STRUCT') {
        if (target) putField(flat, target, value);
        position += 1;
      } else if (value instanceof Struct) {
        position = this.#flattenStruct(value, position, flat);
      } else {
        position += countLeaves(field.schema);
      }
    }
    return position;
  }

  #join(prefix: string, name: string): string {
    return prefix === '' ? name : `${prefix}${this.#delimiter}${name}`;
  }
}

function structOf(value: unknown): Struct | undefined {
  return value instanceof Struct ? value : undefined;
}

function countLeaves(schema: Schema): number {
  if (schema.type !== 'STRUCT') return 1;
  return (schema.fields ?? []).reduce((sum, field) => sum + countLeaves(field.schema), 0);
}

function flatFieldSchema(schema: Schema, optional: boolean, defaultValue: unknown): Schema {
  const { type, valueSchema } = schema;
  return copyBasics(schema, valueSchema ? { type, optional, valueSchema } : { type, optional }, defaultValue);
}

/** `Flatten$Key` and `Flatten$Value` as plugins. */
export const flatten = keyAndValue('Flatten', (side) => new Flatten(side));
