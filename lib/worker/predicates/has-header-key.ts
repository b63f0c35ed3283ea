import { ConfigDef } from '../api/config-def.ts';
import { nonEmptyString } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import type { ConnectRecord, Predicate } from '../api/transformation.ts';
import { predicate } from './plugin.ts';

const NAME = 'name';

/** True for records with at least one header of the name. Source: kafka 4.3 `HasHeaderKey`. */
class HasHeaderKey implements Predicate {
  #name = '';

  config(): ConfigDef {
    return new ConfigDef().define({
      name: NAME,
      type: 'STRING',
      validator: nonEmptyString,
      importance: 'MEDIUM',
      documentation: 'Name of the header that a record must have.',
    });
  }

  configure(config: Config): void {
    this.#name = String(
      this.config()
        .parse(new Map(Object.entries(config)))
        .get(NAME),
    );
  }

  test(record: ConnectRecord): boolean {
    return record.headers.some((header) => header.key === this.#name);
  }
}

/** `HasHeaderKey` as a plugin. */
export const hasHeaderKey = predicate('HasHeaderKey', () => new HasHeaderKey());
