import { ConfigDef } from '../api/config-def.ts';
import type { Config } from '../api/connector.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { type CastSpec, checkCastSpec, parseCastSpec } from './cast-spec.ts';
import { type CastType, castValue } from './cast-value.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { copyMap, getMember, setMember } from './data-map.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireMap, requireStruct } from './requirements.ts';
import { copyBasics, copyStructSchema, putField, readField, SchemaCache } from './schemas.ts';

const SPEC = 'spec';
const PURPOSE = 'cast types';

/**
 * Casts fields, or the whole key or value, to another type.
 *
 * Errors: DataException for types that cannot be cast and for text that is no number of the type.
 * Source: kafka 4.3 `Cast`.
 */
class Cast implements Transformation {
  readonly #side: Side;
  readonly #schemas = new SchemaCache();
  #spec: CastSpec = { whole: undefined, fields: new Map() };
  #replacesNull = true;

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: SPEC,
        type: 'LIST',
        validator: checkCastSpec,
        importance: 'HIGH',
        documentation:
          'What to cast to which type: field1:type,field2:type for fields of a Struct or map, or a single type for the whole. Types are int8, int16, int32, int64, float32, float64, boolean and string. Bytes can be cast to string only.',
      })
      .define(REPLACE_NULL_OPTION);
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#spec = parseCastSpec(parsed.list(SPEC));
    this.#replacesNull = parsed.replacesNull;
  }

  apply(record: ConnectRecord): ConnectRecord {
    const value = dataOf(record, this.#side);
    if (value === null) return record;
    const schema = schemaOf(record, this.#side);
    if (!schema) return withValue(record, this.#side, null, this.#castSchemaless(value));
    const updated = this.#schemas.getOrBuild(schema, (original) => this.#buildSchema(original));
    const { whole } = this.#spec;
    const cast = whole
      ? castValue(schema, value, whole)
      : this.#castStruct(requireStruct(value, PURPOSE), updated);
    return withValue(record, this.#side, updated, cast);
  }

  #castSchemaless(value: unknown): unknown {
    if (this.#spec.whole) return castValue(null, value, this.#spec.whole);
    const map = requireMap(value, PURPOSE);
    const updated = copyMap(map);
    for (const [name, type] of this.#spec.fields) {
      setMember(updated, name, castValue(null, getMember(map, name), type));
    }
    return updated;
  }

  #castStruct(struct: Struct, schema: Schema): Struct {
    const updated = new Struct(schema);
    for (const field of schema.fields ?? []) {
      const original = struct.schema.fields?.[field.index];
      if (!original) continue;
      const value = readField(struct, original, this.#replacesNull);
      const type = this.#spec.fields.get(field.name);
      putField(updated, field, type ? castValue(original.schema, value, type) : value);
    }
    return updated;
  }

  #buildSchema(schema: Schema): Schema {
    const { optional, defaultValue } = schema;
    if (this.#spec.whole) return castSchema(schema, this.#spec.whole, true);
    const fields = (schema.fields ?? []).map((field) => {
      const type = this.#spec.fields.get(field.name);
      return { name: field.name, schema: type ? castSchema(field.schema, type, false) : field.schema };
    });
    const updated = copyStructSchema(schema, fields, { optional });
    if (!(defaultValue instanceof Struct)) return updated;
    return copyStructSchema(schema, fields, {
      optional,
      defaultValue: this.#castStruct(defaultValue, updated),
    });
  }
}

/** The default is cast too. A field loses its name, version and doc, the whole keeps them. */
function castSchema(schema: Schema, type: CastType, keepsBasics: boolean): Schema {
  const defaultValue = castValue(schema, schema.defaultValue ?? null, type);
  const target: Schema = { type, optional: schema.optional };
  if (keepsBasics) return copyBasics(schema, target, defaultValue);
  return defaultValue === null ? target : { ...target, defaultValue };
}

/** `Cast$Key` and `Cast$Value` as plugins. */
export const cast = keyAndValue('Cast', (side) => new Cast(side));
