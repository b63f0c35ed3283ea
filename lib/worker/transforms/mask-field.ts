import { ConfigDef } from '../api/config-def.ts';
import { nonEmptyString, nonEmptyUniqueList } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import { Struct } from '../api/struct.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { copyMap, getMember, setMember } from './data-map.ts';
import { maskValue } from './mask-value.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireMap, requireStruct } from './requirements.ts';
import { putField, readField } from './schemas.ts';

const FIELDS = 'fields';
const REPLACEMENT = 'replacement';
const PURPOSE = 'mask fields';

/** Replaces the values of fields by nothing of their type, or by a text or number. Source: kafka 4.3 `MaskField`. */
class MaskField implements Transformation {
  readonly #side: Side;
  #masked: ReadonlySet<string> = new Set();
  #replacement: string | null = null;
  #replacesNull = true;

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: FIELDS,
        type: 'LIST',
        validator: nonEmptyUniqueList,
        importance: 'HIGH',
        documentation: 'Names of the fields whose values are masked.',
      })
      .define({
        name: REPLACEMENT,
        type: 'STRING',
        defaultValue: null,
        validator: nonEmptyString,
        importance: 'LOW',
        documentation:
          'What stands in place of the values; the fields must be numbers or text. When unset: 0, false, empty text and so on.',
      })
      .define(REPLACE_NULL_OPTION);
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#masked = new Set(parsed.list(FIELDS));
    this.#replacement = parsed.textOrNull(REPLACEMENT);
    this.#replacesNull = parsed.replacesNull;
  }

  apply(record: ConnectRecord): ConnectRecord {
    const [schema, value] = [schemaOf(record, this.#side), dataOf(record, this.#side)];
    const masked = schema ? this.#maskStruct(requireStruct(value, PURPOSE)) : this.#maskMap(value);
    return withValue(record, this.#side, schema, masked);
  }

  #maskMap(value: unknown): unknown {
    const map = requireMap(value, PURPOSE);
    const updated = copyMap(map);
    for (const name of this.#masked) {
      setMember(updated, name, maskValue(getMember(map, name), null, this.#replacement));
    }
    return updated;
  }

  #maskStruct(struct: Struct): Struct {
    const updated = new Struct(struct.schema);
    for (const field of struct.schema.fields ?? []) {
      const value = readField(struct, field, this.#replacesNull);
      const isMasked = this.#masked.has(field.name);
      putField(updated, field, isMasked ? maskValue(value, field.schema, this.#replacement) : value);
    }
    return updated;
  }
}

/** `MaskField$Key` and `MaskField$Value` as plugins. */
export const maskField = keyAndValue('MaskField', (side) => new MaskField(side));
