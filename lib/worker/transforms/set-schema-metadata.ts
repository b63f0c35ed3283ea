import { ConfigDef } from '../api/config-def.ts';
import type { Config } from '../api/connector.ts';
import { ConfigException } from '../api/exceptions.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireSchema } from './requirements.ts';
import { putField, readField, SchemaCache } from './schemas.ts';

const SCHEMA_NAME = 'schema.name';
const SCHEMA_VERSION = 'schema.version';

/** Gives the schema another name, version or both. Source: kafka 4.3 `SetSchemaMetadata`. */
class SetSchemaMetadata implements Transformation {
  readonly #side: Side;
  readonly #schemas = new SchemaCache();
  #name: string | null = null;
  #version: number | null = null;
  #replacesNull = true;

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: SCHEMA_NAME,
        type: 'STRING',
        defaultValue: null,
        importance: 'HIGH',
        documentation: 'Name that the schema gets.',
      })
      .define({
        name: SCHEMA_VERSION,
        type: 'INT',
        defaultValue: null,
        importance: 'HIGH',
        documentation: 'Version that the schema gets.',
      })
      .define(REPLACE_NULL_OPTION);
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#name = parsed.textOrNull(SCHEMA_NAME);
    this.#version = parsed.get(SCHEMA_VERSION) as number | null;
    this.#replacesNull = parsed.replacesNull;
    if (this.#name === null && this.#version === null) {
      throw new ConfigException('Neither schema name nor version configured');
    }
  }

  apply(record: ConnectRecord): ConnectRecord {
    const [schema, value] = [schemaOf(record, this.#side), dataOf(record, this.#side)];
    if (schema === null && value === null) return record;
    const known = requireSchema(schema, 'updating schema metadata');
    const updated = this.#schemas.getOrBuild(known, (original) => this.#rename(original));
    return withValue(record, this.#side, updated, this.#withSchema(value, updated));
  }

  #rename(schema: Schema): Schema {
    return {
      ...schema,
      ...(this.#name === null ? {} : { name: this.#name }),
      ...(this.#version === null ? {} : { version: this.#version }),
    };
  }

  /** Of all data, only a Struct refers to its schema. */
  #withSchema(value: unknown, schema: Schema): unknown {
    if (!(value instanceof Struct)) return value;
    const updated = new Struct(schema);
    for (const field of schema.fields ?? []) {
      putField(updated, field, readField(value, field, this.#replacesNull));
    }
    return updated;
  }
}

/** `SetSchemaMetadata$Key` and `SetSchemaMetadata$Value` as plugins. */
export const setSchemaMetadata = keyAndValue('SetSchemaMetadata', (side) => new SetSchemaMetadata(side));
