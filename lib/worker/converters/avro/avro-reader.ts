import { DataException } from '../../api/exceptions.ts';
import { DATE, Decimal, numberToLogical } from '../../api/logical-types.ts';
import type { Field, Schema } from '../../api/schema.ts';
import { Struct } from '../../api/struct.ts';
import type { AvroInput } from './avro-input.ts';
import type { AvroNode } from './avro-node.ts';

/** Reads one value. Shape: `schema` is that of a record or union, which its Struct shares. */
export type Read = (input: AvroInput, schema: Schema) => unknown;

/** How each kind of Avro data becomes Connect data. */
export const readerOf = {
  boolean: (input: AvroInput) => input.readBoolean(),
  int: (input: AvroInput) => input.readInt(),
  long: (input: AvroInput) => input.readLong(),
  float: (input: AvroInput) => input.readFloat(),
  double: (input: AvroInput) => input.readDouble(),
  string: (input: AvroInput) => input.readString(),
  bytes: (input: AvroInput) => input.readBytes(),
  fixed: (size: number) => (input: AvroInput) => input.readFixed(size),
  date: (input: AvroInput) => numberToLogical(DATE, input.readInt()),
  time: (input: AvroInput) => new Date(input.readInt()),
  timestamp: (input: AvroInput) => new Date(Number(input.readLong())),

  decimal:
    (readBytes: (input: AvroInput) => Buffer, scale: number): Read =>
    (input) =>
      Decimal.fromBytes(readBytes(input), scale),

  enum:
    (symbols: readonly string[]): Read =>
    (input) => {
      const symbol = symbols[input.readInt()];
      if (symbol === undefined)
        throw new DataException('The Avro data has a symbol that its enum does not have');
      return symbol;
    },

  nullable({ branches = [] }: AvroNode, read: Read): Read {
    const nullAt = branches.findIndex(({ type }) => type === 'null');
    return (input, schema) => {
      const at = input.readInt();
      if (at === nullAt) return null;
      if (at !== 0 && at !== 1) throw noBranch(at);
      return read(input, schema);
    };
  },

  array:
    (read: Read): Read =>
    (input, schema) => {
      const items: unknown[] = [];
      input.readBlocks(() => items.push(read(input, schema.valueSchema as Schema)));
      return items;
    },

  map:
    (read: Read): Read =>
    (input, schema) => {
      const map = new Map<unknown, unknown>();
      input.readBlocks(() => {
        const key = input.readString();
        map.set(key, read(input, schema.valueSchema as Schema));
      });
      return map;
    },

  entries:
    (readKey: Read, readValue: Read): Read =>
    (input, schema) => {
      const map = new Map<unknown, unknown>();
      input.readBlocks(() => {
        const key = readKey(input, schema.keySchema as Schema);
        map.set(key, readValue(input, schema.valueSchema as Schema));
      });
      return map;
    },

  record:
    (fields: readonly Field[], reads: readonly Read[]): Read =>
    (input, schema) => {
      const struct = new Struct(schema);
      for (let at = 0; at < fields.length; at += 1) {
        const field = fields[at] as Field;
        struct.put(field, (reads[at] as Read)(input, field.schema));
      }
      return struct;
    },

  /** Shape: one reader per branch, none for null; `fields` are the branches without null. */
  union(fields: readonly Field[], reads: readonly (Read | undefined)[]): Read {
    const fieldOf = reads.map((read, at) => read && fields[reads.slice(0, at).filter(Boolean).length]);
    return (input, schema) => {
      const at = input.readInt();
      if (at < 0 || at >= reads.length) throw noBranch(at);
      const [read, field] = [reads[at], fieldOf[at]];
      return read && field ? new Struct(schema).put(field, read(input, field.schema)) : null;
    };
  },
} as const;

function noBranch(at: number): DataException {
  return new DataException(`The Avro data has branch ${at} of a union that does not have so many`);
}
