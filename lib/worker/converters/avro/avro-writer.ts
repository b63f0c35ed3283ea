import { DataException } from '../../api/exceptions.ts';
import { DECIMAL, Decimal, logicalToNumber, scaleOf } from '../../api/logical-types.ts';
import type { Schema } from '../../api/schema.ts';
import { Struct } from '../../api/struct.ts';
import { writeAnything } from './anything.ts';
import { defaultFromAvro } from './avro-defaults.ts';
import * as names from './avro-names.ts';
import { type AvroField, type AvroNode, branchName, innerOfNullable } from './avro-node.ts';
import type { AvroOutput } from './avro-output.ts';
import { fromAvro } from './from-avro.ts';

/** Writes one value. Errors: DataException for one that is not of its schema. */
export type Write = (output: AvroOutput, value: unknown) => void;

/**
 * Makes what writes values of a Connect schema as an Avro schema says, which may be another one than its own: records are
 * matched by the names of their fields.
 *
 * Errors: DataException when the data has a field that the Avro schema does not have, or lacks one without a default.
 */
export function writerOf(schema: Schema | null, node: AvroNode): Write {
  if (!schema) return writeAnything;
  const write = writerOfType(schema, node);
  if (schema.optional) return write;
  return (output, value) => {
    if (value === null || value === undefined)
      throw new DataException('Found null value for non-optional schema');
    write(output, value);
  };
}

function writerOfType(schema: Schema, node: AvroNode): Write {
  if (node.type === 'union') return unionWriter(schema, node);
  switch (node.type) {
    case 'boolean':
      return (output, value) =>
        output.writeByte(expect(typeof value === 'boolean', schema, value) && value ? 1 : 0);
    case 'int':
      return intWriter(schema);
    case 'long':
      return (output, value) => output.writeLong(numberOf(schema, value));
    case 'float':
      return (output, value) => output.writeFloat(Number(numeric(schema, value)));
    case 'double':
      return (output, value) => output.writeDouble(Number(numeric(schema, value)));
    case 'string':
      return (output, value) => {
        expect(typeof value === 'string', schema, value);
        output.writeString(value as string);
      };
    case 'bytes':
      return (output, value) => output.writeBytes(bytesOf(schema, value));
    case 'fixed':
      return fixedWriter(schema, node);
    case 'enum':
      return enumWriter(schema, node);
    case 'array':
      return schema.type === 'MAP' ? entriesWriter(schema, node) : arrayWriter(schema, node);
    case 'map':
      return mapWriter(schema, node);
    case 'record':
      return recordWriter(schema, node);
    case 'null':
      return (_output, value) => {
        expect(value === null || value === undefined, schema, value);
      };
  }
}

function unionWriter(schema: Schema, node: AvroNode): Write {
  const branches = node.branches ?? [];
  const nullAt = branches.findIndex(({ type }) => type === 'null');
  if (schema.type === 'STRUCT' && schema.name === names.UNION)
    return unionStructWriter(schema, branches, nullAt);
  const inner = innerOfNullable(node) ?? branches.find((branch) => fits(schema, branch));
  if (!inner)
    throw new DataException(`The registered schema has no branch for a ${schema.name ?? schema.type}`);
  const at = branches.indexOf(inner);
  const write = writerOfType(schema, inner);
  return (output, value) => {
    const isNull = value === null || value === undefined;
    if (isNull && nullAt < 0) throw new DataException('Found null value for non-optional schema');
    output.writeInt(isNull ? nullAt : at);
    if (!isNull) write(output, value);
  };
}

function unionStructWriter(schema: Schema, branches: readonly AvroNode[], nullAt: number): Write {
  const members = branches.filter(({ type }) => type !== 'null');
  const writes = (schema.fields ?? []).map((field, index) => {
    const branch = members[index];
    if (!branch) throw new DataException(`The registered union has no branch for the field ${field.name}`);
    return { field, at: branches.indexOf(branch), write: writerOfType(field.schema, branch) };
  });
  return (output, value) => {
    if (value !== null && value !== undefined && !(value instanceof Struct)) throw invalid(schema, value);
    const set = value && writes.find(({ field }) => (value as Struct).get(field) !== null);
    if (!set && nullAt < 0) throw new DataException('Found null value for non-optional schema');
    output.writeInt(set ? set.at : nullAt);
    if (set) set.write(output, (value as Struct).get(set.field));
  };
}

function fits(schema: Schema, branch: AvroNode): boolean {
  const types: Readonly<Record<Schema['type'], readonly string[]>> = {
    ...{ INT8: ['int', 'long'], INT16: ['int', 'long'], INT32: ['int', 'long'], INT64: ['long'] },
    ...{
      FLOAT32: ['float', 'double'],
      FLOAT64: ['double'],
      BOOLEAN: ['boolean'],
      STRING: ['string', 'enum'],
    },
    ...{ BYTES: ['bytes', 'fixed'], ARRAY: ['array'], MAP: ['map', 'array'], STRUCT: ['record'] },
  };
  const isNamed = schema.type === 'STRUCT' && schema.name !== undefined;
  return types[schema.type].includes(branch.type) && (!isNamed || branchName(branch) === schema.name);
}

function intWriter(schema: Schema): Write {
  return (output, value) => output.writeInt(Number(numberOf(schema, value)));
}

function numberOf(schema: Schema, value: unknown): number | bigint {
  const number = logicalToNumber(schema.name, value) ?? value;
  expect(typeof number === 'bigint' || Number.isInteger(number), schema, value);
  return number as number | bigint;
}

function numeric(schema: Schema, value: unknown): unknown {
  return expect(typeof value === 'number' || typeof value === 'bigint', schema, value) && value;
}

function bytesOf(schema: Schema, value: unknown): Uint8Array {
  if (schema.name === DECIMAL) return decimalBytes(schema, value);
  expect(value instanceof Uint8Array, schema, value);
  return value as Uint8Array;
}

function decimalBytes(schema: Schema, value: unknown): Uint8Array {
  if (!(value instanceof Decimal)) throw new DataException('Invalid type for Decimal, expected BigDecimal');
  const scale = scaleOf(schema);
  if (value.scale === scale) return value.toBytes();
  throw new DataException(
    `Decimal value has mismatching scale for given Decimal schema. Schema has scale ${scale}, value has scale ${value.scale}.`,
  );
}

/** A decimal in a fixed has its sign in front. */
function fixedWriter(schema: Schema, { name, attributes }: AvroNode): Write {
  const size = Number(attributes.size);
  return (output, value) => {
    const bytes = bytesOf(schema, value);
    if (bytes.length === size) output.writeFixed(bytes);
    else if (schema.name === DECIMAL && bytes.length < size) {
      const sign = (bytes[0] ?? 0) >= 0x80 ? 0xff : 0;
      output.writeFixed(Buffer.concat([Buffer.alloc(size - bytes.length, sign), bytes]));
    } else throw new DataException(`The Avro type ${name} has ${size} bytes and the data ${bytes.length}`);
  };
}

function enumWriter(schema: Schema, { name, symbols = [] }: AvroNode): Write {
  return (output, value) => {
    const at = symbols.indexOf(value as string);
    expect(typeof value === 'string', schema, value);
    if (at < 0) throw new DataException(`The Avro enum ${name} has no symbol ${String(value)}`);
    output.writeInt(at);
  };
}

function arrayWriter(schema: Schema, { items }: AvroNode): Write {
  const write = partWriter(schema.valueSchema, items, schema);
  return (output, value) => {
    expect(Array.isArray(value), schema, value);
    const list = value as unknown[];
    if (list.length > 0) output.writeLong(list.length);
    for (const item of list) write(output, item);
    output.writeByte(0);
  };
}

function mapWriter(schema: Schema, { items }: AvroNode): Write {
  const write = partWriter(schema.valueSchema, items, schema);
  return (output, value) => {
    const entries = entriesOf(schema, value);
    if (entries.length > 0) output.writeLong(entries.length);
    for (const [key, item] of entries) {
      output.writeString(expectString(schema, key));
      write(output, item);
    }
    output.writeByte(0);
  };
}

function entriesWriter(schema: Schema, { items }: AvroNode): Write {
  const [key, value] = items?.fields ?? [];
  const writeKey = partWriter(schema.keySchema, key?.node, schema);
  const writeValue = partWriter(schema.valueSchema, value?.node, schema);
  return (output, map) => {
    const entries = entriesOf(schema, map);
    if (entries.length > 0) output.writeLong(entries.length);
    for (const [k, v] of entries) {
      writeKey(output, k);
      writeValue(output, v);
    }
    output.writeByte(0);
  };
}

function recordWriter(schema: Schema, node: AvroNode): Write {
  if (schema.type !== 'STRUCT')
    throw new DataException(`The registered schema is a record, and the data a ${schema.type}`);
  const fields = schema.fields ?? [];
  const unknown = fields.find(({ name }) => !node.fields?.some((field) => field.name === name));
  if (unknown) throw new DataException(`The registered schema ${node.name} has no field ${unknown.name}`);
  const writes = (node.fields ?? []).map((avro) => {
    const field = fields.find(({ name }) => name === avro.name);
    return field
      ? { field, write: fieldWriter(field.schema, avro) }
      : { field, write: missingWriter(node, avro) };
  });
  return (output, value) => {
    if (!(value instanceof Struct)) throw new DataException('Mismatching struct schema');
    for (const { field, write } of writes) write(output, field ? value.get(field) : null);
  };
}

/** Says which field it was. */
function fieldWriter(schema: Schema, { name, node }: AvroField): Write {
  const write = writerOf(schema, node);
  return (output, value) => {
    try {
      write(output, value);
    } catch (cause) {
      if (!(cause instanceof DataException)) throw cause;
      throw new DataException(`Invalid value for field ${name}: ${cause.message}`);
    }
  };
}

function missingWriter(node: AvroNode, { name, node: type, hasDefault, defaultValue }: AvroField): Write {
  if (!hasDefault) {
    throw new DataException(
      `The data has no field ${name}, which the registered schema ${node.name} asks for`,
    );
  }
  const { schema } = fromAvro(type, { hasMetaData: false, isEnhanced: false });
  const value = defaultFromAvro(schema, type, defaultValue);
  const write = writerOf(schema, type);
  return (output) => write(output, value);
}

function partWriter(schema: Schema | undefined, node: AvroNode | undefined, whole: Schema): Write {
  if (schema && node) return writerOf(schema, node);
  throw new DataException(`A schema of type ${whole.type} does not say what it is of`);
}

function entriesOf(schema: Schema, value: unknown): [unknown, unknown][] {
  if (value instanceof Map) return [...value.entries()];
  expect(typeof value === 'object' && value !== null && !Array.isArray(value), schema, value);
  return Object.entries(value as object);
}

function expectString(schema: Schema, key: unknown): string {
  expect(typeof key === 'string', schema, key);
  return key as string;
}

function expect(isFine: boolean, schema: Schema, value: unknown): true {
  if (!isFine) throw invalid(schema, value);
  return true;
}

function invalid({ type }: Schema, value: unknown): DataException {
  const kind =
    value === null || value === undefined ? 'null' : ((value as object).constructor?.name ?? typeof value);
  return new DataException(`Invalid type for ${type}: ${kind}`);
}
