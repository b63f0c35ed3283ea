import { ConfigDef, type ConfigKeyInput } from '../api/config-def.ts';
import { uniqueList } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import { ConfigException } from '../api/exceptions.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { emptyLike, membersOf, setMember } from './data-map.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireMap, requireStruct } from './requirements.ts';
import { copyStructSchema, putField, readField, SchemaCache } from './schemas.ts';

const EXCLUDE = 'exclude';
const INCLUDE = 'include';
const RENAMES = 'renames';
const PURPOSE = 'field replacement';

/** Leaves fields out, keeps only some, or renames them; leaving out comes first. Source: kafka 4.3 `ReplaceField`. */
class ReplaceField implements Transformation {
  readonly #side: Side;
  readonly #schemas = new SchemaCache();
  #exclude: ReadonlySet<string> = new Set();
  #include: ReadonlySet<string> = new Set();
  #renames: ReadonlyMap<string, string> = new Map();
  #replacesNull = true;

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef()
      .define(list(EXCLUDE, 'Fields that are left out, even when they are to be kept.', uniqueList))
      .define(list(INCLUDE, 'Fields that are kept; when empty, all are.', uniqueList))
      .define(
        list(RENAMES, 'New names of fields, as old:new pairs.', (_name, value) => {
          parseRenames((value ?? []) as readonly string[]);
        }),
      )
      .define(REPLACE_NULL_OPTION);
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#exclude = new Set(parsed.list(EXCLUDE));
    this.#include = new Set(parsed.list(INCLUDE));
    this.#renames = parseRenames(parsed.list(RENAMES));
    this.#replacesNull = parsed.replacesNull;
  }

  apply(record: ConnectRecord): ConnectRecord {
    const value = dataOf(record, this.#side);
    if (value === null) return record;
    return schemaOf(record, this.#side)
      ? this.#applyWithSchema(record, requireStruct(value, PURPOSE))
      : this.#applySchemaless(record, value);
  }

  #applySchemaless(record: ConnectRecord, value: unknown): ConnectRecord {
    const map = requireMap(value, PURPOSE);
    const updated = emptyLike(map);
    for (const [name, member] of membersOf(map)) {
      if (this.#isKept(name)) setMember(updated, this.#rename(name), member);
    }
    return withValue(record, this.#side, null, updated);
  }

  #applyWithSchema(record: ConnectRecord, struct: Struct): ConnectRecord {
    const schema = this.#schemas.getOrBuild(struct.schema, (original) => this.#buildSchema(original));
    const updated = new Struct(schema);
    let position = 0;
    for (const original of struct.schema.fields ?? []) {
      const field = this.#isKept(original.name) ? schema.fields?.[position] : undefined;
      if (!field) continue;
      putField(updated, field, readField(struct, original, this.#replacesNull));
      position += 1;
    }
    return withValue(record, this.#side, schema, updated);
  }

  #buildSchema(original: Schema): Schema {
    const kept = (original.fields ?? []).filter(({ name }) => this.#isKept(name));
    return copyStructSchema(
      original,
      kept.map(({ name, schema }) => ({ name: this.#rename(name), schema })),
    );
  }

  #isKept(name: string): boolean {
    return !this.#exclude.has(name) && (this.#include.size === 0 || this.#include.has(name));
  }

  #rename(name: string): string {
    return this.#renames.get(name) ?? name;
  }
}

function list(
  name: string,
  documentation: string,
  validator: NonNullable<ConfigKeyInput['validator']>,
): ConfigKeyInput {
  return { name, type: 'LIST', defaultValue: '', validator, importance: 'MEDIUM', documentation };
}

function parseRenames(pairs: readonly string[]): Map<string, string> {
  const renames = new Map<string, string>();
  for (const pair of pairs) {
    const [from, to, ...more] = pair.replace(/:+$/, '').split(':');
    if (from === undefined || to === undefined || more.length > 0) {
      throw ConfigException.invalid(RENAMES, pairs, `Invalid rename mapping: ${pair}`);
    }
    renames.set(from, to);
  }
  return renames;
}

/** `ReplaceField$Key` and `ReplaceField$Value` as plugins. */
export const replaceField = keyAndValue('ReplaceField', (side) => new ReplaceField(side));
