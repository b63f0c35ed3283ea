import { ConfigDef } from '../api/config-def.ts';
import type { Config } from '../api/connector.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig } from './config.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { putField, SchemaCache } from './schemas.ts';

const FIELD = 'field';

/** Wraps the data into a Struct, or a map without a schema, of one field. Source: kafka 4.3 `HoistField`. */
class HoistField implements Transformation {
  readonly #side: Side;
  readonly #schemas = new SchemaCache();
  #field = '';

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef().define({
      name: FIELD,
      type: 'STRING',
      importance: 'MEDIUM',
      documentation: 'Name of the one field that the resulting Struct or map has.',
    });
  }

  configure(config: Config): void {
    this.#field = new ParsedConfig(this.config(), config).text(FIELD);
  }

  apply(record: ConnectRecord): ConnectRecord {
    const [schema, value] = [schemaOf(record, this.#side), dataOf(record, this.#side)];
    if (!schema) {
      const map: Record<string, unknown> = Object.create(null);
      map[this.#field] = value;
      return withValue(record, this.#side, null, map);
    }
    const hoisted = this.#schemas.getOrBuild(schema, (inner) => this.#hoist(inner));
    const struct = new Struct(hoisted);
    for (const field of hoisted.fields ?? []) putField(struct, field, value);
    return withValue(record, this.#side, hoisted, struct);
  }

  #hoist(schema: Schema): Schema {
    return { type: 'STRUCT', optional: false, fields: buildFields([{ name: this.#field, schema }]) };
  }
}

/** `HoistField$Key` and `HoistField$Value` as plugins. */
export const hoistField = keyAndValue('HoistField', (side) => new HoistField(side));
