import { ConfigDef } from '../api/config-def.ts';
import { nonNull } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import type { ConnectHeader } from '../api/record.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { parseLiteral } from '../api/values.ts';
import { ParsedConfig } from './config.ts';
import { transformation } from './plugin.ts';

const HEADER = 'header';
const VALUE_LITERAL = 'value.literal';

/** Adds the same header to each record, its type told from the literal. Source: kafka 4.3 `InsertHeader`. */
class InsertHeader implements Transformation {
  #header: ConnectHeader = { key: '', schema: null, value: null };

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: HEADER,
        type: 'STRING',
        validator: nonNull,
        importance: 'HIGH',
        documentation: 'Name of the header that is added.',
      })
      .define({
        name: VALUE_LITERAL,
        type: 'STRING',
        validator: nonNull,
        importance: 'HIGH',
        documentation:
          'Value of the header. What reads as a number, boolean, date, array or map becomes one; the rest is text.',
      });
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    const { schema, value } = parseLiteral(parsed.text(VALUE_LITERAL));
    this.#header = { key: parsed.text(HEADER), schema, value };
  }

  apply(record: ConnectRecord): ConnectRecord {
    return { ...record, headers: [...record.headers, this.#header] };
  }
}

/** `InsertHeader` as a plugin. */
export const insertHeader = transformation('InsertHeader', () => new InsertHeader());
