import { ConfigDef, type ConfigKeyInput } from '../api/config-def.ts';
import type { Config } from '../api/connector.ts';
import { ConfigException, DataException } from '../api/exceptions.ts';
import { TIMESTAMP } from '../api/logical-types.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { copyMap, setMember } from './data-map.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireMap, requireStruct } from './requirements.ts';
import {
  copyStructSchema,
  putField,
  readField,
  SchemaCache,
  schemaOfLogical,
  schemaOfType,
} from './schemas.ts';

const PURPOSE = 'field insertion';
const STATIC_VALUE = 'static.value';
const OPTIONALITY = 'A name that ends in ! makes the field required; ? or nothing keeps it optional.';

/** Where a value comes from, what it is under a schema, and how it is written there. */
interface Source {
  readonly option: string;
  readonly what: string;
  readonly schema: (optional: boolean) => Schema;
  /** Null when the record has none. */
  readonly read: (record: ConnectRecord, staticValue: string | null) => unknown;
  /** Differs from `read` where a schema gives the value another shape. */
  readonly toStructValue?: (value: unknown) => unknown;
}

const SOURCES: readonly Source[] = [
  {
    option: 'topic.field',
    what: 'the name of the topic',
    schema: (optional) => schemaOfType('STRING', optional),
    read: (record) => record.topic,
  },
  {
    option: 'partition.field',
    what: 'the partition of the topic',
    schema: (optional) => schemaOfType('INT32', optional),
    read: (record) => record.kafkaPartition,
  },
  {
    option: 'offset.field',
    what: 'the offset in the topic, which only records of sinks have',
    schema: (optional) => schemaOfType('INT64', optional),
    read: readOffset,
  },
  {
    option: 'timestamp.field',
    what: 'the timestamp of the record',
    schema: (optional) => schemaOfLogical(TIMESTAMP, optional),
    read: (record) => record.timestamp,
    toStructValue: (value) => new Date(Number(value)),
  },
  {
    option: 'static.field',
    what: 'a fixed value',
    schema: (optional) => schemaOfType('STRING', optional),
    read: (_record, staticValue) => staticValue,
  },
];

interface Insertion extends Source {
  readonly name: string;
  readonly optional: boolean;
}

/** Adds fields with metadata of the record or a fixed text. Source: kafka 4.3 `InsertField`. */
class InsertField implements Transformation {
  readonly #side: Side;
  readonly #schemas = new SchemaCache();
  #insertions: readonly Insertion[] = [];
  #staticValue: string | null = null;
  #replacesNull = true;

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    const def = new ConfigDef();
    for (const { option, what } of SOURCES) {
      def.define(optionalText(option, `Name of the field for ${what}. ${OPTIONALITY}`));
    }
    return def
      .define(optionalText(STATIC_VALUE, 'The fixed value, for which static.field names the field.'))
      .define(REPLACE_NULL_OPTION);
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#insertions = SOURCES.flatMap((source) => toInsertion(source, parsed.textOrNull(source.option)));
    this.#staticValue = parsed.textOrNull(STATIC_VALUE);
    this.#replacesNull = parsed.replacesNull;
    if (this.#insertions.length === 0) throw new ConfigException('No field insertion configured');
    const fixed = this.#insertions.find(({ option }) => option === 'static.field');
    if (fixed && this.#staticValue === null) {
      throw ConfigException.invalid(STATIC_VALUE, null, `No value specified for static field: ${fixed.name}`);
    }
  }

  apply(record: ConnectRecord): ConnectRecord {
    const value = dataOf(record, this.#side);
    if (value === null) return record;
    const schema = schemaOf(record, this.#side);
    return schema ? this.#applyWithSchema(record, value) : this.#applySchemaless(record, value);
  }

  #applySchemaless(record: ConnectRecord, value: unknown): ConnectRecord {
    const updated = copyMap(requireMap(value, PURPOSE));
    for (const { name, read } of this.#insertions) {
      const inserted = read(record, this.#staticValue);
      if (inserted !== null) setMember(updated, name, inserted);
    }
    return withValue(record, this.#side, null, updated);
  }

  #applyWithSchema(record: ConnectRecord, value: unknown): ConnectRecord {
    const struct = requireStruct(value, PURPOSE);
    const schema = this.#schemas.getOrBuild(struct.schema, (original) => this.#buildSchema(original));
    const updated = new Struct(schema);
    const count = struct.schema.fields?.length ?? 0;
    for (const field of schema.fields ?? []) {
      const insertion = this.#insertions[field.index - count];
      if (!insertion) {
        putField(updated, field, readField(struct, field, this.#replacesNull));
        continue;
      }
      const inserted = insertion.read(record, this.#staticValue);
      if (inserted !== null) updated.put(field, insertion.toStructValue?.(inserted) ?? inserted);
    }
    return withValue(record, this.#side, schema, updated);
  }

  #buildSchema(original: Schema): Schema {
    const added = this.#insertions.map(({ name, schema, optional }) => ({ name, schema: schema(optional) }));
    return copyStructSchema(original, [...(original.fields ?? []), ...added]);
  }
}

function toInsertion(source: Source, spec: string | null): Insertion[] {
  if (spec === null) return [];
  const hasSuffix = spec.endsWith('?') || spec.endsWith('!');
  return [{ ...source, name: hasSuffix ? spec.slice(0, -1) : spec, optional: !spec.endsWith('!') }];
}

function readOffset(record: ConnectRecord): number {
  if (record.kafkaOffset !== undefined) return record.kafkaOffset;
  throw new DataException(
    `Only SinkRecord supported for [${PURPOSE}], found: org.apache.kafka.connect.source.SourceRecord`,
  );
}

function optionalText(name: string, documentation: string): ConfigKeyInput {
  return { name, type: 'STRING', defaultValue: null, importance: 'MEDIUM', documentation };
}

/** `InsertField$Key` and `InsertField$Value` as plugins. */
export const insertField = keyAndValue('InsertField', (side) => new InsertField(side));
