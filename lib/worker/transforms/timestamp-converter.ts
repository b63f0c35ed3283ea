import { systemClock } from '../../base/clock.ts';
import { ConfigDef } from '../api/config-def.ts';
import { validString } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { copyMap, getMember, setMember } from './data-map.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireMap, requireStructOrNull } from './requirements.ts';
import { copyStructSchema, putField, readField, SchemaCache } from './schemas.ts';
import {
  buildTimestampFormats,
  convertTimestamp,
  type TimestampFormats,
  type TimestampType,
  timestampSchema,
  timestampTypeOf,
} from './timestamp-formats.ts';

const FIELD = 'field';
const TARGET_TYPE = 'target.type';
const FORMAT = 'format';
const UNIX_PRECISION = 'unix.precision';
const PURPOSE = 'converting timestamp formats';

/** Converts a timestamp between text, Unix time and Connect's types, in a field or as a whole. Source: kafka 4.3 `TimestampConverter`. */
class TimestampConverter implements Transformation {
  readonly #side: Side;
  readonly #schemas = new SchemaCache();
  #field = '';
  #formats: TimestampFormats = { target: 'unix', precision: 'milliseconds', format: undefined };
  #replacesNull = true;

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: FIELD,
        type: 'STRING',
        defaultValue: '',
        importance: 'HIGH',
        documentation: 'The field with the timestamp; empty when the whole is one.',
      })
      .define({
        name: TARGET_TYPE,
        type: 'STRING',
        validator: validString('string', 'unix', 'Date', 'Time', 'Timestamp'),
        importance: 'HIGH',
        documentation: 'What the timestamp becomes: string, unix, Date, Time or Timestamp.',
      })
      .define({
        name: FORMAT,
        type: 'STRING',
        defaultValue: '',
        importance: 'MEDIUM',
        documentation:
          'How text is read and written, as a pattern of java.text.SimpleDateFormat in UTC. Required when target.type is string.',
      })
      .define({
        name: UNIX_PRECISION,
        type: 'STRING',
        defaultValue: 'milliseconds',
        validator: validString('nanoseconds', 'microseconds', 'milliseconds', 'seconds'),
        importance: 'LOW',
        documentation:
          'The unit of Unix time, read or written. What is finer than a millisecond is lost on the way.',
      })
      .define(REPLACE_NULL_OPTION);
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#field = parsed.text(FIELD);
    this.#replacesNull = parsed.replacesNull;
    this.#formats = buildTimestampFormats({
      target: parsed.text(TARGET_TYPE) as TimestampType,
      pattern: parsed.text(FORMAT),
      precision: parsed.text(UNIX_PRECISION) as TimestampFormats['precision'],
      now: systemClock.now(),
    });
  }

  apply(record: ConnectRecord): ConnectRecord {
    const [schema, value] = [schemaOf(record, this.#side), dataOf(record, this.#side)];
    if (!schema) return withValue(record, this.#side, null, this.#convertSchemaless(value));
    if (this.#field === '') {
      const updated = timestampSchema(this.#formats.target, schema.optional);
      const converted = convertTimestamp(value, timestampTypeOf(schema), this.#formats);
      return withValue(record, this.#side, updated, converted);
    }
    const struct = requireStructOrNull(value, PURPOSE);
    const updated = this.#schemas.getOrBuild(schema, (original) => this.#buildSchema(original));
    return withValue(record, this.#side, updated, struct && this.#convertStruct(struct, updated));
  }

  #convertSchemaless(value: unknown): unknown {
    if (value === null || this.#field === '') return convertTimestamp(value, undefined, this.#formats);
    const map = requireMap(value, PURPOSE);
    const updated = copyMap(map);
    setMember(updated, this.#field, convertTimestamp(getMember(map, this.#field), undefined, this.#formats));
    return updated;
  }

  #convertStruct(struct: Struct, schema: Schema): Struct {
    const updated = new Struct(schema);
    for (const field of schema.fields ?? []) {
      const original = struct.schema.fields?.[field.index];
      if (!original) continue;
      const value = readField(struct, original, this.#replacesNull);
      const isTimestamp = field.name === this.#field;
      putField(
        updated,
        field,
        isTimestamp ? convertTimestamp(value, timestampTypeOf(original.schema), this.#formats) : value,
      );
    }
    return updated;
  }

  #buildSchema(schema: Schema): Schema {
    const fields = (schema.fields ?? []).map((field) =>
      field.name === this.#field
        ? { name: field.name, schema: timestampSchema(this.#formats.target, field.schema.optional) }
        : field,
    );
    const { optional, defaultValue } = schema;
    const updated = copyStructSchema(schema, fields, { optional });
    if (!(defaultValue instanceof Struct)) return updated;
    return copyStructSchema(schema, fields, {
      optional,
      defaultValue: this.#convertStruct(defaultValue, updated),
    });
  }
}

/** `TimestampConverter$Key` and `TimestampConverter$Value` as plugins. */
export const timestampConverter = keyAndValue('TimestampConverter', (side) => new TimestampConverter(side));
