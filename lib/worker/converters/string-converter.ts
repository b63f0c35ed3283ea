import { readUtf8 } from '../../base/utf8.ts';
import type { Config } from '../api/connector.ts';
import type { Converter } from '../api/converter.ts';
import { DataException } from '../api/exceptions.ts';
import type { ConverterPlugin } from '../api/plugin.ts';
import { NULL_VALUE, OPTIONAL_STRING_SCHEMA, type Schema, type SchemaAndValue } from '../api/schema.ts';
import { toJavaString } from '../api/struct.ts';
import { BUILT_IN_VERSION, newConverterConfigDef } from './converter-config.ts';

const ENCODING = 'converter.encoding';
const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  'us-ascii': 'latin1',
  'iso-8859-1': 'latin1',
  'utf-16le': 'utf16le',
};

const NULL_TEXT: SchemaAndValue = { ...NULL_VALUE, schema: OPTIONAL_STRING_SCHEMA };

/** Text to bytes and back; other values as Java prints them. Source: kafka 4.x `StringConverter`. */
class StringConverter implements Converter {
  #encoding: BufferEncoding = 'utf8';

  config() {
    return newConverterConfigDef().define({
      name: ENCODING,
      type: 'STRING',
      defaultValue: 'UTF-8',
      importance: 'HIGH',
      documentation: 'The name of the Java character set to use for encoding strings as byte arrays.',
      width: 'MEDIUM',
      displayName: 'Encoding',
    });
  }

  configure(config: Config): void {
    const name = config[ENCODING] ?? 'UTF-8';
    const encoding = ENCODINGS[name.toLowerCase()];
    if (!encoding) throw new DataException(`Encoding ${name} is not supported by StringConverter`);
    this.#encoding = encoding;
  }

  fromConnectData(_topic: string, _schema: Schema | null, value: unknown): Uint8Array | string | null {
    if (value === null || value === undefined) return null;
    const text = typeof value === 'string' ? value : toJavaString(value);
    return this.#encoding === 'utf8' ? text : Buffer.from(text, this.#encoding);
  }

  toConnectData(topic: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return NULL_TEXT;
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.fromRange(topic, view, 0, view.length);
  }

  fromRange(_topic: string, buffer: Buffer, start: number, end: number): SchemaAndValue {
    if (start < 0) return NULL_TEXT;
    return { schema: OPTIONAL_STRING_SCHEMA, value: this.#read(buffer, start, end) };
  }

  #read(buffer: Buffer, start: number, end: number): string {
    return this.#encoding === 'utf8'
      ? readUtf8(buffer, start, end)
      : buffer.toString(this.#encoding, start, end);
  }
}

/** `StringConverter` as a plugin. */
export const stringConverter: ConverterPlugin = {
  type: 'converter',
  className: 'org.apache.kafka.connect.storage.StringConverter',
  version: BUILT_IN_VERSION,
  create: () => new StringConverter(),
};
