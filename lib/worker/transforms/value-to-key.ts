import { ConfigDef } from '../api/config-def.ts';
import { nonEmptyUniqueList } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import { DataException } from '../api/exceptions.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { emptyLike, getMember, setMember } from './data-map.ts';
import { dataOf, transformation, withValue } from './plugin.ts';
import { requireMap, requireStruct } from './requirements.ts';
import { fieldOf, putField, readField, SchemaCache } from './schemas.ts';

const FIELDS = 'fields';
const PURPOSE = 'copying fields from value to key';

/** Makes the key from fields of the value. Source: kafka 4.3 `ValueToKey`. */
class ValueToKey implements Transformation {
  readonly #schemas = new SchemaCache();
  #fields: readonly string[] = [];
  #replacesNull = true;

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: FIELDS,
        type: 'LIST',
        validator: nonEmptyUniqueList,
        importance: 'HIGH',
        documentation: 'Names of the fields of the value that make up the key.',
      })
      .define(REPLACE_NULL_OPTION);
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#fields = parsed.list(FIELDS);
    this.#replacesNull = parsed.replacesNull;
  }

  apply(record: ConnectRecord): ConnectRecord {
    const value = dataOf(record, 'value');
    if (record.valueSchema) return this.#applyWithSchema(record, requireStruct(value, PURPOSE));
    const map = requireMap(value, PURPOSE);
    const key = emptyLike(map);
    for (const name of this.#fields) setMember(key, name, getMember(map, name));
    return withValue(record, 'key', null, key);
  }

  #applyWithSchema(record: ConnectRecord, struct: Struct): ConnectRecord {
    const schema = this.#schemas.getOrBuild(struct.schema, (original) => this.#buildSchema(original));
    const key = new Struct(schema);
    for (const field of schema.fields ?? []) {
      putField(key, field, readField(struct, field.name, this.#replacesNull));
    }
    return withValue(record, 'key', schema, key);
  }

  #buildSchema(valueSchema: Schema): Schema {
    const fields = this.#fields.map((name) => {
      const field = fieldOf(valueSchema, name);
      if (!field) throw new DataException(`Field does not exist: ${name}`);
      return field;
    });
    return { type: 'STRUCT', optional: false, fields: buildFields(fields) };
  }
}

/** `ValueToKey` as a plugin. */
export const valueToKey = transformation('ValueToKey', () => new ValueToKey());
