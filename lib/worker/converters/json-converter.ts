import { readUtf8 } from '../../base/utf8.ts';
import { validStringIgnoringCase } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import type { Converter } from '../api/converter.ts';
import { parseExactJson, stringifyExactJson } from '../api/exact-json.ts';
import { DataException } from '../api/exceptions.ts';
import type { ConverterPlugin } from '../api/plugin.ts';
import { NULL_VALUE, type Schema, type SchemaAndValue } from '../api/schema.ts';
import { BUILT_IN_VERSION, newConverterConfigDef } from './converter-config.ts';
import { JsonEnvelopes } from './json-envelopes.ts';
import { fromJsonSchema, toJsonSchema } from './json-schemas.ts';
import { fromJsonValue, type JsonValueOptions, toJsonValue } from './json-values.ts';

const QUOTE = 34;
const ENVELOPE_ERROR =
  'JsonConverter with schemas.enable requires "schema" and "payload" fields and may not contain additional fields. If you are trying to deserialize plain JSON data, set schemas.enable=false in your converter configuration.';

/** JSON with or without a schema envelope. Source: kafka 4.x `JsonConverter`, `JsonConverterConfig`. */
class JsonConverter implements Converter {
  #schemasEnabled = true;
  #cacheSize = 1000;
  #options: JsonValueOptions = { numericDecimals: false, replaceNullWithDefault: true };
  #fixedSchema: Schema | null = null;
  readonly #written = new WeakMap<Schema, string>();
  readonly #read = new Map<string, Schema | null>();
  readonly #envelopes = new JsonEnvelopes();

  config() {
    return defineJsonOptions();
  }

  configure(config: Config, isKey: boolean): void {
    const submitted = new Map(Object.entries({ ...config, 'converter.type': isKey ? 'key' : 'value' }));
    const parsed = defineJsonOptions().parse(submitted);
    this.#schemasEnabled = parsed.get('schemas.enable') === true;
    this.#cacheSize = Number(parsed.get('schemas.cache.size'));
    this.#options = {
      numericDecimals: String(parsed.get('decimal.format')).toUpperCase() === 'NUMERIC',
      replaceNullWithDefault: parsed.get('replace.null.with.default') === true,
    };
    const content = parsed.get('schema.content');
    if (typeof content === 'string' && content !== '') {
      this.#fixedSchema = this.#schemaFrom(parse(content));
    }
  }

  fromConnectData(_topic: string, schema: Schema | null, value: unknown): string | null {
    if (schema === null && (value === null || value === undefined)) return null;
    const payload = this.#stringify(schema, value);
    return this.#schemasEnabled ? `{"schema":${this.#schemaText(schema)},"payload":${payload}}` : payload;
  }

  toConnectData(topic: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return NULL_VALUE;
    return this.fromRange(
      topic,
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      0,
      bytes.byteLength,
    );
  }

  fromRange(_topic: string, buffer: Buffer, start: number, end: number): SchemaAndValue {
    if (start < 0) return NULL_VALUE;
    if (!this.#schemasEnabled || this.#fixedSchema) {
      const json = parse(readUtf8(buffer, start, end));
      return { schema: this.#fixedSchema, value: fromJsonValue(this.#fixedSchema, json, this.#options) };
    }
    return this.#fromKnownEnvelope(buffer, start, end) ?? this.#fromEnvelope(readUtf8(buffer, start, end));
  }

  /** Shape: undefined also when what follows the known beginning is not just a payload; it is looked at as a whole then. */
  #fromKnownEnvelope(buffer: Buffer, start: number, end: number): SchemaAndValue | undefined {
    const known = this.#envelopes.find(buffer, start, end);
    if (!known) return undefined;
    let payload: unknown;
    try {
      payload = parsePayload(readUtf8(buffer, known.payloadAt, end - 1));
    } catch {
      return undefined;
    }
    return { schema: known.schema, value: fromJsonValue(known.schema, payload, this.#options) };
  }

  #fromEnvelope(text: string): SchemaAndValue {
    const json = parse(text);
    if (!isEnvelope(json)) throw new DataException(ENVELOPE_ERROR);
    const schema = this.#schemaFrom(json.schema);
    this.#envelopes.learn(text, json, schema);
    return { schema, value: fromJsonValue(schema, json.payload, this.#options) };
  }

  #stringify(schema: Schema | null, value: unknown): string {
    if (typeof value === 'string' && (schema === null || schema.type === 'STRING'))
      return JSON.stringify(value);
    const json = toJsonValue(schema, value, this.#options);
    try {
      return JSON.stringify(json) ?? 'null';
    } catch (cause) {
      throw new DataException('Converting Kafka Connect data to byte[] failed due to serialization error: ', {
        cause,
      });
    }
  }

  #schemaText(schema: Schema | null): string {
    if (!schema) return 'null';
    const known = this.#written.get(schema);
    if (known !== undefined) return known;
    const text = JSON.stringify(toJsonSchema(schema, (s, value) => toJsonValue(s, value, this.#options)));
    this.#written.set(schema, text);
    return text;
  }

  #schemaFrom(json: unknown): Schema | null {
    if (json === null) return null;
    const key = stringifyExactJson(json);
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const schema = fromJsonSchema(json, (s, value) => fromJsonValue(s, value, this.#options));
    if (this.#read.size >= this.#cacheSize) this.#read.clear();
    this.#read.set(key, schema);
    return schema;
  }
}

function isEnvelope(json: unknown): json is { schema: unknown; payload: unknown } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return Object.keys(json).length === 2 && Object.hasOwn(json, 'schema') && Object.hasOwn(json, 'payload');
}

function parse(text: string): unknown {
  if (text.length === 0) return null;
  try {
    return parsePayload(text);
  } catch (cause) {
    throw new DataException('Converting byte[] to Kafka Connect data failed due to serialization error: ', {
      cause,
    });
  }
}

/** A text has no numbers to be exact about. */
function parsePayload(text: string): unknown {
  return text.charCodeAt(0) === QUOTE ? JSON.parse(text) : parseExactJson(text);
}

function defineJsonOptions() {
  return newConverterConfigDef()
    .define({
      name: 'schemas.enable',
      type: 'BOOLEAN',
      defaultValue: true,
      importance: 'HIGH',
      documentation: 'Include schemas within each of the serialized values and keys.',
      group: 'Schemas',
      orderInGroup: 0,
      width: 'MEDIUM',
      displayName: 'Enable Schemas',
    })
    .define({
      name: 'schemas.cache.size',
      type: 'INT',
      defaultValue: 1000,
      importance: 'HIGH',
      documentation: 'The maximum number of schemas that can be cached in this converter instance.',
      group: 'Schemas',
      orderInGroup: 1,
      width: 'MEDIUM',
      displayName: 'Schema Cache Size',
    })
    .define({
      name: 'schema.content',
      type: 'STRING',
      defaultValue: null,
      importance: 'HIGH',
      documentation:
        "When set, this is used as the schema for all messages, and the schemas within each of the message will be ignored.Otherwise, the schema will be included in the content of each message. This configuration applies only 'schemas.enable' is true, and it exclusively affects the sink connector.",
      group: 'Schemas',
      orderInGroup: 2,
      width: 'MEDIUM',
      displayName: 'Schema Content',
    })
    .define({
      name: 'decimal.format',
      type: 'STRING',
      defaultValue: 'BASE64',
      validator: validStringIgnoringCase('BASE64', 'NUMERIC'),
      importance: 'LOW',
      documentation:
        "Controls which format this converter will serialize decimals in. This value is case insensitive and can be either 'BASE64' (default) or 'NUMERIC'",
      group: 'Serialization',
      orderInGroup: 0,
      width: 'MEDIUM',
      displayName: 'Decimal Format',
    })
    .define({
      name: 'replace.null.with.default',
      type: 'BOOLEAN',
      defaultValue: true,
      importance: 'LOW',
      documentation:
        'Whether to replace fields that have a default value and that are null to the default value. When set to true, the default value is used, otherwise null is used.',
      group: 'Serialization',
      orderInGroup: 1,
      width: 'MEDIUM',
      displayName: 'Replace null with default',
    });
}

/** `JsonConverter` as a plugin. */
export const jsonConverter: ConverterPlugin = {
  type: 'converter',
  className: 'org.apache.kafka.connect.json.JsonConverter',
  version: BUILT_IN_VERSION,
  create: () => new JsonConverter(),
};
