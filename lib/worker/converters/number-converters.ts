import type { ConfigDef } from '../api/config-def.ts';
import type { Converter } from '../api/converter.ts';
import { DataException } from '../api/exceptions.ts';
import type { ConverterPlugin } from '../api/plugin.ts';
import { NULL_VALUE, type Schema, type SchemaAndValue, type SchemaType } from '../api/schema.ts';
import { BUILT_IN_VERSION, newConverterConfigDef } from './converter-config.ts';

interface Wire {
  readonly name: string;
  readonly schemaType: SchemaType;
  readonly sizeBytes: number;
  readonly accepts: (value: unknown) => boolean;
  readonly write: (target: Buffer, value: never) => void;
  readonly read: (source: Buffer) => unknown;
}

const isWhole = (bits: number) => (value: unknown) =>
  (typeof value === 'bigint' || Number.isInteger(value)) &&
  BigInt.asIntN(bits, BigInt(value as number)) === BigInt(value as number);
const isNumber = (value: unknown) => typeof value === 'number';

const WIRES: readonly Wire[] = [
  {
    name: 'Boolean',
    schemaType: 'BOOLEAN',
    sizeBytes: 1,
    accepts: (value) => typeof value === 'boolean',
    write: (target, value: boolean) => target.writeUInt8(value ? 1 : 0),
    read: (source) => source.readUInt8() !== 0,
  },
  {
    name: 'Double',
    schemaType: 'FLOAT64',
    sizeBytes: 8,
    accepts: isNumber,
    write: (t, v: number) => t.writeDoubleBE(v),
    read: (s) => s.readDoubleBE(),
  },
  {
    name: 'Float',
    schemaType: 'FLOAT32',
    sizeBytes: 4,
    accepts: isNumber,
    write: (t, v: number) => t.writeFloatBE(v),
    read: (s) => s.readFloatBE(),
  },
  {
    name: 'Integer',
    schemaType: 'INT32',
    sizeBytes: 4,
    accepts: isWhole(32),
    write: (t, v: number) => t.writeInt32BE(v),
    read: (s) => s.readInt32BE(),
  },
  {
    name: 'Long',
    schemaType: 'INT64',
    sizeBytes: 8,
    accepts: isWhole(64),
    write: (t, v: number) => t.writeBigInt64BE(BigInt(v)),
    read: readLong,
  },
  {
    name: 'Short',
    schemaType: 'INT16',
    sizeBytes: 2,
    accepts: isWhole(16),
    write: (t, v: number) => t.writeInt16BE(v),
    read: (s) => s.readInt16BE(),
  },
];

/**
 * One value of a fixed size, big-endian. Errors: DataException for another type or length.
 *
 * Source: kafka 4.x `NumberConverter`, `BooleanConverter`; KIP-907.
 */
class FixedSizeConverter implements Converter {
  readonly #wire: Wire;
  readonly #schema: Schema;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#schema = { type: wire.schemaType, optional: true };
  }

  config(): ConfigDef {
    return newConverterConfigDef();
  }

  configure(): void {}

  fromConnectData(_topic: string, _schema: Schema | null, value: unknown): Uint8Array | null {
    if (value === null || value === undefined) return null;
    if (!this.#wire.accepts(value)) {
      throw new DataException(
        `Failed to serialize to ${this.#wire.name.toLowerCase()} (was ${typeof value}): `,
      );
    }
    const bytes = Buffer.alloc(this.#wire.sizeBytes);
    this.#wire.write(bytes, value as never);
    return bytes;
  }

  toConnectData(_topic: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return { ...NULL_VALUE, schema: this.#schema };
    if (bytes.length !== this.#wire.sizeBytes) {
      throw new DataException(`Failed to deserialize ${this.#wire.name.toLowerCase()}: `);
    }
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { schema: this.#schema, value: this.#wire.read(view) };
  }
}

function readLong(source: Buffer): unknown {
  const exact = source.readBigInt64BE();
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

/** `BooleanConverter`, `DoubleConverter`, `FloatConverter`, `IntegerConverter`, `LongConverter`, `ShortConverter`. */
export const numberConverters: readonly ConverterPlugin[] = WIRES.map((wire) => ({
  type: 'converter',
  className: `org.apache.kafka.connect.converters.${wire.name}Converter`,
  version: BUILT_IN_VERSION,
  create: () => new FixedSizeConverter(wire),
}));
