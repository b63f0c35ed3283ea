import type { ConfigDef } from './config-def.ts';
import type { Config } from './connector.ts';
import type { Schema, SchemaAndValue } from './schema.ts';

/** Connect data to bytes and back. Synchronous: it runs for every record. Source: kafka `Converter`. */
export interface Converter {
  config(): ConfigDef;
  configure(config: Config, isKey: boolean): void;
  fromConnectData(topic: string, schema: Schema | null, value: unknown): Uint8Array | null;
  toConnectData(topic: string, bytes: Uint8Array | null): SchemaAndValue;
}

/** Connect headers to bytes and back. Source: kafka `HeaderConverter`. */
export interface HeaderConverter {
  config(): ConfigDef;
  configure(config: Config): void;
  fromConnectHeader(topic: string, key: string, data: SchemaAndValue): Uint8Array | null;
  toConnectHeader(topic: string, key: string, bytes: Uint8Array | null): SchemaAndValue;
}
