import { ConfigDef } from '../api/config-def.ts';
import { nonEmptyUniqueList } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig } from './config.ts';
import { transformation } from './plugin.ts';

const HEADERS = 'headers';

/** Removes all headers of the given names. Source: kafka 4.3 `DropHeaders`. */
class DropHeaders implements Transformation {
  #names: ReadonlySet<string> = new Set();

  config(): ConfigDef {
    return new ConfigDef().define({
      name: HEADERS,
      type: 'LIST',
      validator: nonEmptyUniqueList,
      importance: 'HIGH',
      documentation: 'Names of the headers that are taken off each record.',
    });
  }

  configure(config: Config): void {
    this.#names = new Set(new ParsedConfig(this.config(), config).list(HEADERS));
  }

  apply(record: ConnectRecord): ConnectRecord {
    const headers = record.headers.filter((header) => !this.#names.has(header.key));
    return headers.length === record.headers.length ? record : { ...record, headers };
  }
}

/** `DropHeaders` as a plugin. */
export const dropHeaders = transformation('DropHeaders', () => new DropHeaders());
