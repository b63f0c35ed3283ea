import type { Converter } from '../api/converter.ts';
import { DataException } from '../api/exceptions.ts';
import type { ConverterPlugin } from '../api/plugin.ts';
import { OPTIONAL_BYTES_SCHEMA, type Schema, type SchemaAndValue } from '../api/schema.ts';
import { BUILT_IN_VERSION, newConverterConfigDef } from './converter-config.ts';

/** Passes bytes through. Errors: DataException for anything else. Source: kafka 4.x `ByteArrayConverter`. */
class ByteArrayConverter implements Converter {
  config() {
    return newConverterConfigDef();
  }

  configure(): void {}

  fromConnectData(_topic: string, schema: Schema | null, value: unknown): Uint8Array | null {
    if (schema && schema.type !== 'BYTES') {
      throw new DataException(`Invalid schema type for ByteArrayConverter: ${schema.type}`);
    }
    if (value === null || value === undefined) return null;
    if (value instanceof Uint8Array) return value;
    const kind = typeof value === 'string' ? 'class java.lang.String' : typeof value;
    throw new DataException(`ByteArrayConverter is not compatible with objects of type ${kind}`);
  }

  toConnectData(_topic: string, bytes: Uint8Array | null): SchemaAndValue {
    return { schema: OPTIONAL_BYTES_SCHEMA, value: bytes };
  }
}

/** `ByteArrayConverter` as a plugin. */
export const byteArrayConverter: ConverterPlugin = {
  type: 'converter',
  className: 'org.apache.kafka.connect.converters.ByteArrayConverter',
  version: BUILT_IN_VERSION,
  create: () => new ByteArrayConverter(),
};
