import { type Clock, systemClock } from '../../../base/clock.ts';
import type { Config } from '../../api/connector.ts';
import { type Converter, Pending } from '../../api/converter.ts';
import { ConnectException, DataException, RetriableException } from '../../api/exceptions.ts';
import type { ConverterPlugin } from '../../api/plugin.ts';
import { NULL_VALUE, type Schema, type SchemaAndValue } from '../../api/schema.ts';
import { BUILT_IN_VERSION } from '../converter-config.ts';
import { readAnything } from './anything.ts';
import { type AvroConverterConfig, defineAvroOptions, parseAvroOptions } from './avro-converter-config.ts';
import { AvroInput } from './avro-input.ts';
import { ANYTHING } from './avro-names.ts';
import { type AvroNode, parseAvro } from './avro-node.ts';
import { AvroOutput } from './avro-output.ts';
import { type Write, writerOf } from './avro-writer.ts';
import { AwaitedCache } from './awaited-cache.ts';
import { fromAvro, type ReadableSchema } from './from-avro.ts';
import { SchemaRegistry } from './schema-registry.ts';
import { subjectOf } from './subjects.ts';
import { toAvroSchema } from './to-avro-schema.ts';

const MAGIC = 0;
const HEADER_BYTES = 5;
const NO_SCHEMA = Object.freeze({});

/** How the data of one Connect schema is written. */
interface WritableSchema {
  readonly text: string;
  readonly node: AvroNode;
  /** Per subject, with the id that goes in front. */
  readonly bySubject: Map<string, Writer>;
}

/** Writes data behind the id of its schema. */
interface Writer {
  readonly id: number;
  readonly write: Write;
}

/** How the data with one id is read. Shape: undefined for data without a schema. */
type Reader = ReadableSchema | undefined;

/**
 * Avro in the wire format of Confluent: a zero byte, the id of the schema in a Schema Registry, and the data.
 *
 * Errors: Pending while a schema is fetched or registered; RetriableException when the registry does not answer;
 * DataException for data that is no such message, does not hold to its schema, or whose schema the registry refuses.
 * Source: Confluent's `AvroConverter`, `AvroData`.
 */
class AvroConverter implements Converter {
  readonly #clock: Clock = systemClock;
  #config!: AvroConverterConfig;
  #registry!: SchemaRegistry;
  #isKey = false;
  #ids!: AwaitedCache<{ readonly id: number; readonly texts?: readonly string[] }>;
  #readers!: AwaitedCache<Reader>;
  #writable = new WeakMap<object, WritableSchema>();
  readonly #byText = new Map<string, WritableSchema>();
  #lastWriter:
    | { readonly topic: string; readonly schema: Schema | null; readonly writer: Writer }
    | undefined;
  #lastReader: { readonly topic: string; readonly id: number; readonly reader: Reader } | undefined;
  readonly #input = new AvroInput();
  readonly #output = new AvroOutput();

  config() {
    return defineAvroOptions();
  }

  configure(config: Config, isKey: boolean): void {
    this.#config = parseAvroOptions(config, isKey);
    this.#isKey = isKey;
    this.#registry = new SchemaRegistry(this.#config.registry, this.#clock);
    this.#ids = new AwaitedCache(this.#config.cacheSize, this.#clock);
    this.#readers = new AwaitedCache(this.#config.cacheSize, this.#clock);
  }

  fromConnectData(topic: string, schema: Schema | null, value: unknown): Uint8Array | null {
    if ((value === null || value === undefined) && schema?.optional !== false) return null;
    try {
      const { id, write } = this.#writerOf(topic, schema);
      const output = this.#output.reset();
      output.writeByte(MAGIC);
      output.writeId(id);
      write(output, value);
      return output.take();
    } catch (cause) {
      throw this.#failure(`serialize Avro data from topic ${topic}`, cause);
    }
  }

  toConnectData(topic: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return NULL_VALUE;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.fromRange(topic, buffer, 0, buffer.length);
  }

  fromRange(topic: string, buffer: Buffer, start: number, end: number): SchemaAndValue {
    if (start < 0) return NULL_VALUE;
    try {
      if (end - start < HEADER_BYTES || buffer[start] !== MAGIC)
        throw new DataException('Unknown magic byte!');
      const id = buffer.readUInt32BE(start + 1);
      const reader = this.#readerOf(topic, id);
      const input = this.#input.reset(buffer, start + HEADER_BYTES, end);
      return reader
        ? { schema: reader.schema, value: reader.read(input, reader.schema) }
        : readAnything(input);
    } catch (cause) {
      throw this.#failure(`deserialize data for topic ${topic} to Avro`, cause);
    }
  }

  /** Mostly as for the record before. */
  #writerOf(topic: string, schema: Schema | null): Writer {
    const last = this.#lastWriter;
    if (last && last.topic === topic && last.schema === schema) return last.writer;
    const writer = this.#registered(topic, schema, this.#writableOf(schema));
    this.#lastWriter = { topic, schema, writer };
    return writer;
  }

  #readerOf(topic: string, id: number): Reader {
    const last = this.#lastReader;
    if (last && last.topic === topic && last.id === id) return last.reader;
    const reader = this.#readers.get(`${id} ${topic}`, () => this.#makeReader(id, topic));
    this.#lastReader = { topic, id, reader };
    return reader;
  }

  /** Sources may make a schema anew for each record, so that it is also known by its text. */
  #writableOf(schema: Schema | null): WritableSchema {
    const known = this.#writable.get(schema ?? NO_SCHEMA);
    if (known) return known;
    const text = toAvroSchema(schema, this.#config.data);
    let writable = this.#byText.get(text);
    if (!writable) {
      writable = { text, node: parseAvro([text]), bySubject: new Map() };
      if (this.#byText.size >= this.#config.cacheSize) this.#byText.clear();
      this.#byText.set(text, writable);
    }
    this.#writable.set(schema ?? NO_SCHEMA, writable);
    return writable;
  }

  #registered(topic: string, schema: Schema | null, { text, node, bySubject }: WritableSchema): Writer {
    const subject = subjectOf(this.#config.strategy, { topic, isKey: this.#isKey, node });
    const known = bySubject.get(subject);
    if (known) return known;
    const { id, texts } = this.#ids.get(`${subject} ${text}`, () => this.#identify(subject, text));
    const made = { id, write: texts ? writerOf(schema, parseAvro(texts)) : writerOf(schema, node) };
    bySubject.set(subject, made);
    return made;
  }

  async #identify(subject: string, text: string): Promise<{ id: number; texts?: readonly string[] }> {
    const { autoRegister, useLatest, normalize } = this.#config;
    if (autoRegister) return { id: await this.#registry.register(subject, text, normalize) };
    if (useLatest) return this.#registry.latest(subject);
    return this.#registry.find(subject, text, normalize);
  }

  async #makeReader(id: number, topic: string): Promise<Reader> {
    const { texts } = await this.#registry.byId(id);
    const node = parseAvro(texts);
    if (node.name === ANYTHING) return undefined;
    const version = await this.#versionOf(node, topic, texts.at(-1) ?? '');
    return fromAvro(node, this.#config.data, version);
  }

  /** The subject may be another one than this converter thinks of; then there is no version to tell. */
  async #versionOf(node: AvroNode, topic: string, text: string): Promise<number | undefined> {
    try {
      const subject = subjectOf(this.#config.strategy, { topic, isKey: this.#isKey, node });
      return (await this.#registry.find(subject, text, this.#config.normalize)).version;
    } catch (error) {
      if (error instanceof DataException) return undefined;
      throw error;
    }
  }

  #failure(what: string, cause: unknown): unknown {
    if (cause instanceof Pending) return cause;
    if (cause instanceof RetriableException) return new RetriableException(`Failed to ${what}:`, { cause });
    // Data nested beyond all measure ends in a RangeError.
    if (cause instanceof ConnectException || cause instanceof RangeError) {
      return new DataException(`Failed to ${what}:`, { cause });
    }
    return cause;
  }
}

/** `AvroConverter` as a plugin. */
export const avroConverter: ConverterPlugin = {
  type: 'converter',
  className: 'io.confluent.connect.avro.AvroConverter',
  version: BUILT_IN_VERSION,
  create: () => new AvroConverter(),
};
