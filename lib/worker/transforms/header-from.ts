import { ConfigDef } from '../api/config-def.ts';
import { nonEmptyList, validString } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import { ConfigException, DataException } from '../api/exceptions.ts';
import type { ConnectHeader } from '../api/record.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { copyMap, deleteMember, getMember } from './data-map.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireMap, requireStruct } from './requirements.ts';
import { copyStructSchema, fieldOf, putField, readField, SchemaCache } from './schemas.ts';

const FIELDS = 'fields';
const HEADERS = 'headers';
const OPERATION = 'operation';

/** Copies or moves fields into headers, pair by pair. Source: kafka 4.3 `HeaderFrom`. */
class HeaderFrom implements Transformation {
  readonly #side: Side;
  readonly #schemas = new SchemaCache();
  #pairs: readonly { field: string; header: string }[] = [];
  #moved: ReadonlySet<string> = new Set();
  #purpose = '';
  #replacesNull = true;

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: FIELDS,
        type: 'LIST',
        validator: nonEmptyList,
        importance: 'HIGH',
        documentation: 'Names of the fields whose values go into headers.',
      })
      .define({
        name: HEADERS,
        type: 'LIST',
        validator: nonEmptyList,
        importance: 'HIGH',
        documentation: 'Names of the headers, in the order of the fields.',
      })
      .define({
        name: OPERATION,
        type: 'STRING',
        validator: validString('move', 'copy'),
        importance: 'HIGH',
        documentation: 'Whether the fields stay in the record (copy) or are taken out of it (move).',
      })
      .define(REPLACE_NULL_OPTION);
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    const [fields, headers] = [parsed.list(FIELDS), parsed.list(HEADERS)];
    if (fields.length !== headers.length) {
      throw new ConfigException("'fields' config must have the same number of elements as 'headers' config.");
    }
    this.#pairs = fields.map((field, index) => ({ field, header: headers[index] ?? '' }));
    this.#moved = new Set(parsed.text(OPERATION) === 'move' ? fields : []);
    this.#purpose = `header ${parsed.text(OPERATION)}`;
    this.#replacesNull = parsed.replacesNull;
  }

  apply(record: ConnectRecord): ConnectRecord {
    const schema = schemaOf(record, this.#side);
    return schema ? this.#applyWithSchema(record, schema) : this.#applySchemaless(record);
  }

  #applySchemaless(record: ConnectRecord): ConnectRecord {
    const map = requireMap(dataOf(record, this.#side), this.#purpose);
    const added = this.#pairs.map(({ field, header }): ConnectHeader => {
      return { key: header, schema: null, value: getMember(map, field) };
    });
    const updated = copyMap(map);
    for (const name of this.#moved) deleteMember(updated, name);
    return this.#withHeaders(withValue(record, this.#side, null, updated), added);
  }

  #applyWithSchema(record: ConnectRecord, schema: Schema): ConnectRecord {
    const struct = requireStruct(dataOf(record, this.#side), this.#purpose);
    const added = this.#pairs.map(({ field: name, header }): ConnectHeader => {
      const field = fieldOf(schema, name);
      if (!field) throw new DataException(`Field does not exist: ${name}`);
      return { key: header, schema: field.schema, value: readField(struct, name, this.#replacesNull) };
    });
    if (this.#moved.size === 0) return this.#withHeaders(record, added);
    const rest = this.#schemas.getOrBuild(schema, (original) => this.#withoutMoved(original));
    const updated = new Struct(rest);
    for (const field of rest.fields ?? []) {
      putField(updated, field, readField(struct, field.name, this.#replacesNull));
    }
    return this.#withHeaders(withValue(record, this.#side, rest, updated), added);
  }

  #withHeaders(record: ConnectRecord, added: readonly ConnectHeader[]): ConnectRecord {
    return { ...record, headers: [...record.headers, ...added] };
  }

  #withoutMoved(schema: Schema): Schema {
    return copyStructSchema(
      schema,
      (schema.fields ?? []).filter(({ name }) => !this.#moved.has(name)),
    );
  }
}

/** `HeaderFrom$Key` and `HeaderFrom$Value` as plugins. */
export const headerFrom = keyAndValue('HeaderFrom', (side) => new HeaderFrom(side));
