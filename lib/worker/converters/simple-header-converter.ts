import { ConfigDef } from '../api/config-def.ts';
import type { HeaderConverter } from '../api/converter.ts';
import { stringifyExactJson } from '../api/exact-json.ts';
import type { HeaderConverterPlugin } from '../api/plugin.ts';
import {
  NULL_VALUE,
  type Schema,
  type SchemaAndValue,
  type SchemaType,
  STRING_SCHEMA,
} from '../api/schema.ts';
import { BUILT_IN_VERSION } from './converter-config.ts';

const schemas = new Map<SchemaType, Schema>();

/** Headers as text, with numbers and booleans recognised when read. Source: kafka 4.x `SimpleHeaderConverter`, `Values`. */
class SimpleHeaderConverter implements HeaderConverter {
  config() {
    return new ConfigDef();
  }

  configure(): void {}

  fromConnectHeader(_topic: string, _key: string, data: SchemaAndValue): Uint8Array | null {
    if (data.value === null || data.value === undefined) return null;
    if (data.value instanceof Uint8Array) return Buffer.from(Buffer.from(data.value).toString('base64'));
    const text = typeof data.value === 'string' ? data.value : stringifyExactJson(data.value);
    return Buffer.from(text);
  }

  toConnectHeader(_topic: string, _key: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return NULL_VALUE;
    const text = Buffer.from(bytes).toString('utf8');
    if (text === 'null') return NULL_VALUE;
    if (text === 'true' || text === 'false') return { schema: schemaOf('BOOLEAN'), value: text === 'true' };
    if (/^-?\d{1,19}$/.test(text)) return readInteger(text);
    if (/^-?\d+\.\d+$/.test(text)) return { schema: schemaOf('FLOAT64'), value: Number(text) };
    return { schema: STRING_SCHEMA, value: text };
  }
}

function readInteger(text: string): SchemaAndValue {
  const exact = BigInt(text);
  const bits = [8, 16, 32, 64].find((size) => BigInt.asIntN(size, exact) === exact);
  if (bits === undefined) return { schema: STRING_SCHEMA, value: text };
  const number = Number(exact);
  return {
    schema: schemaOf(`INT${bits}` as SchemaType),
    value: Number.isSafeInteger(number) ? number : exact,
  };
}

function schemaOf(type: SchemaType): Schema {
  const known = schemas.get(type) ?? { type, optional: false };
  schemas.set(type, known);
  return known;
}

/** `SimpleHeaderConverter` as a plugin. */
export const simpleHeaderConverter: HeaderConverterPlugin = {
  type: 'header_converter',
  className: 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
  version: BUILT_IN_VERSION,
  create: () => new SimpleHeaderConverter(),
};
