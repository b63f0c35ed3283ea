import type { ConfigDef } from './config-def.ts';
import type { Config } from './connector.ts';
import type { Schema, SchemaAndValue } from './schema.ts';

/**
 * What a converter throws that must wait for something, such as a schema: once `settled` is, however, the record comes again,
 * from its transformations on, and the converter answers or throws for good.
 */
export class Pending extends Error {
  override readonly name = 'Pending';
  readonly settled: Promise<unknown>;

  constructor(settled: Promise<unknown>) {
    super('Something is not there yet that a converter needs');
    this.settled = settled;
  }
}

/**
 * Connect data to bytes and back. Synchronous: it runs for every record.
 *
 * Shape: a text that `fromConnectData` answers stands for its UTF-8 bytes, which saves making them one by one.
 * `fromRange` is `toConnectData` of `buffer[start, end)` for who can do without a view of each record; a start below
 * zero is null, and what is answered must not refer to the buffer, which is used again. Source: kafka `Converter`.
 */
export interface Converter {
  config(): ConfigDef;
  configure(config: Config, isKey: boolean): void;
  fromConnectData(topic: string, schema: Schema | null, value: unknown): Uint8Array | string | null;
  toConnectData(topic: string, bytes: Uint8Array | null): SchemaAndValue;
  fromRange?(topic: string, buffer: Buffer, start: number, end: number): SchemaAndValue;
}

/** Connect headers to bytes and back. Source: kafka `HeaderConverter`. */
export interface HeaderConverter {
  config(): ConfigDef;
  configure(config: Config): void;
  fromConnectHeader(topic: string, key: string, data: SchemaAndValue): Uint8Array | null;
  toConnectHeader(topic: string, key: string, bytes: Uint8Array | null): SchemaAndValue;
}
