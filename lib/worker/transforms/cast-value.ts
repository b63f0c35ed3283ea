import { DataException } from '../api/exceptions.ts';
import {
  formatJavaNumber,
  type IntegerType,
  narrowFloat,
  parseJavaDouble,
  wholePart,
  wrapInteger,
} from '../api/java-numbers.ts';
import { Decimal, logicalToNumber } from '../api/logical-types.ts';
import type { Schema } from '../api/schema.ts';
import { toJavaString } from '../api/struct.ts';
import { formatDate } from '../api/values.ts';
import { inferType, javaClassOf } from './java-names.ts';

/** What can be cast to, in Java's order. */
export const CAST_TYPES = [
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FLOAT32',
  'FLOAT64',
  'BOOLEAN',
  'STRING',
] as const;
/** A type that can be cast to. */
export type CastType = (typeof CAST_TYPES)[number];

const INPUT_TYPES: readonly string[] = [...CAST_TYPES, 'BYTES'];
const LIMITS = { INT8: 7n, INT16: 15n, INT32: 31n, INT64: 63n } as const;

/**
 * Casts one value as Java would; null stays null. Without a schema the type follows from the value.
 *
 * Errors: DataException for types that cannot be cast and for text that is no number of the type.
 * Source: kafka 4.3 `Cast#castValueToType`.
 */
export function castValue(schema: Schema | null, value: unknown, target: CastType): unknown {
  if (value === null || value === undefined) return null;
  const type = schema?.type ?? inferType(value);
  if (type === undefined) {
    throw new DataException(
      `Cast transformation was passed a value of type class ${javaClassOf(value)} which is not supported by Connect's data API`,
    );
  }
  if (!INPUT_TYPES.includes(type)) {
    throw new DataException(
      `Cast transformation does not support casting from ${type}; supported types are [${INPUT_TYPES.join(', ')}]`,
    );
  }
  if (target === 'STRING') return castToString(value, schema);
  const plain = value instanceof Date ? (logicalToNumber(schema?.name, value) ?? value) : value;
  switch (target) {
    case 'BOOLEAN':
      return castToBoolean(plain, schema);
    case 'FLOAT32':
    case 'FLOAT64':
      return castToFloat(plain, target);
    default:
      return castToInteger(plain, target, isFraction(plain, schema));
  }
}

/** Whether Java would hold the number as float or double. */
function isFraction(value: unknown, schema: Schema | null): boolean {
  if (typeof value !== 'number') return false;
  return schema?.type === 'FLOAT32' || schema?.type === 'FLOAT64' || !Number.isSafeInteger(value);
}

function castToInteger(value: unknown, target: IntegerType, hasFraction: boolean): number | bigint {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return wrapInteger(value, target);
  if (value instanceof Decimal) return wrapInteger(wholePart(value), target);
  if (typeof value === 'number') {
    return hasFraction ? narrowFloat(value, target) : wrapInteger(BigInt(value), target);
  }
  if (typeof value !== 'string') throw unexpected(value);
  if (!/^[+-]?\d+$/.test(value)) throw outOfRange(value);
  const exact = BigInt(value.replace('+', ''));
  const most = 1n << LIMITS[target];
  if (exact < -most || exact >= most) throw outOfRange(value);
  return wrapInteger(exact, target);
}

function castToFloat(value: unknown, target: 'FLOAT32' | 'FLOAT64'): number {
  const double = toDouble(value);
  return target === 'FLOAT32' ? Math.fround(double) : double;
}

function toDouble(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint' || value instanceof Decimal) return Number(String(value));
  if (typeof value !== 'string') throw unexpected(value);
  const parsed = parseJavaDouble(value);
  if (parsed === undefined) throw outOfRange(value);
  return parsed;
}

function castToBoolean(value: unknown, schema: Schema | null): boolean {
  if (typeof value === 'string') return value.toLowerCase() === 'true';
  return Number(castToInteger(value, 'INT64', isFraction(value, schema))) !== 0;
}

function castToString(value: unknown, schema: Schema | null): string {
  if (value instanceof Date) return formatDate(value);
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (typeof value !== 'number') return toJavaString(value);
  return formatJavaNumber(value, schema?.type ?? inferType(value));
}

function outOfRange(value: string): DataException {
  return new DataException(`Value (${value}) was out of range for requested data type`);
}

function unexpected(value: unknown): DataException {
  return new DataException(`Unexpected type in Cast transformation: class ${javaClassOf(value)}`);
}
