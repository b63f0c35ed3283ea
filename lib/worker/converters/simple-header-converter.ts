import { ConfigDef } from '../api/config-def.ts';
import type { HeaderConverter } from '../api/converter.ts';
import { formatLiteral } from '../api/literal-format.ts';
import type { HeaderConverterPlugin } from '../api/plugin.ts';
import { NULL_VALUE, type SchemaAndValue } from '../api/schema.ts';
import { parseLiteral } from '../api/values.ts';
import { BUILT_IN_VERSION } from './converter-config.ts';

/** Headers as text, whose types are recognised when read. Source: kafka 4.x `SimpleHeaderConverter`, `Values`. */
class SimpleHeaderConverter implements HeaderConverter {
  config() {
    return new ConfigDef();
  }

  configure(): void {}

  fromConnectHeader(_topic: string, _key: string, data: SchemaAndValue): Uint8Array | null {
    if (data.value === null || data.value === undefined) return null;
    return Buffer.from(formatLiteral(data.value, data.schema));
  }

  toConnectHeader(_topic: string, _key: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return NULL_VALUE;
    return parseLiteral(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  }
}

/** `SimpleHeaderConverter` as a plugin. */
export const simpleHeaderConverter: HeaderConverterPlugin = {
  type: 'header_converter',
  className: 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
  version: BUILT_IN_VERSION,
  create: () => new SimpleHeaderConverter(),
};
