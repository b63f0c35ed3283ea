import { ConfigDef } from '../api/config-def.ts';
import { validStringIgnoringCase } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import { IllegalArgumentException } from '../api/exceptions.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig, REPLACE_NULL_OPTION } from './config.ts';
import { FieldPath } from './field-path.ts';
import { dataOf, keyAndValue, type Side, schemaOf, withValue } from './plugin.ts';
import { requireMapOrNull, requireStructOrNull } from './requirements.ts';

const FIELD = 'field';
const SYNTAX_VERSION = 'field.syntax.version';
const PURPOSE = 'field extraction';

/** Puts one field in the place of the whole; null stays null. Source: kafka 4.3 `ExtractField`; KIP-821. */
class ExtractField implements Transformation {
  readonly #side: Side;
  #path = FieldPath.root('');
  #text = '';
  #replacesNull = true;

  constructor(side: Side) {
    this.#side = side;
  }

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: FIELD,
        type: 'STRING',
        importance: 'MEDIUM',
        documentation: 'The field whose value takes the place of the whole.',
      })
      .define(REPLACE_NULL_OPTION)
      .define({
        name: SYNTAX_VERSION,
        type: 'STRING',
        defaultValue: 'V1',
        validator: validStringIgnoringCase('V1', 'V2'),
        importance: 'HIGH',
        documentation:
          'How fields are named. V1 names fields at the root only. V2 reaches nested fields with dots; names that contain dots stand in backticks: `foo.bar`.baz.',
      });
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#text = parsed.text(FIELD);
    const isNested = parsed.text(SYNTAX_VERSION).toUpperCase() === 'V2';
    this.#path = isNested ? FieldPath.nested(this.#text) : FieldPath.root(this.#text);
    this.#replacesNull = parsed.replacesNull;
  }

  apply(record: ConnectRecord): ConnectRecord {
    const schema = schemaOf(record, this.#side);
    const value = dataOf(record, this.#side);
    if (!schema) {
      const map = requireMapOrNull(value, PURPOSE);
      return withValue(record, this.#side, null, map && this.#path.memberFrom(map));
    }
    const struct = requireStructOrNull(value, PURPOSE);
    const field = this.#path.fieldFrom(schema);
    if (!field) throw new IllegalArgumentException(`Unknown field: ${this.#text}`);
    const extracted = struct && this.#path.valueFrom(struct, this.#replacesNull);
    return withValue(record, this.#side, field.schema, extracted);
  }
}

/** `ExtractField$Key` and `ExtractField$Value` as plugins. */
export const extractField = keyAndValue('ExtractField', (side) => new ExtractField(side));
