import { DataException } from '../api/exceptions.ts';
import { parseDecimal, wholePart, wrapInteger } from '../api/java-numbers.ts';
import { Decimal, scaleOf } from '../api/logical-types.ts';
import type { Schema } from '../api/schema.ts';
import { javaClassOf } from './java-names.ts';

/**
 * Returns what stands in place of a value: nothing of its type, or the replacement as its type; null stays null.
 *
 * Errors: DataException for bytes and Structs, and for a replacement that does not fit the type.
 * Source: kafka 4.3 `MaskField#masked`.
 */
export function maskValue(value: unknown, schema: Schema | null, replacement: string | null): unknown {
  if (value === null || value === undefined) return null;
  return replacement === null ? emptyOf(value, schema) : replace(value, schema, replacement);
}

function emptyOf(value: unknown, schema: Schema | null): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return 0;
  if (typeof value === 'boolean') return false;
  if (typeof value === 'string') return '';
  if (value instanceof Date) return new Date(0);
  if (value instanceof Decimal) return new Decimal(0n, schema ? scaleOf(schema) : 0);
  if (Array.isArray(value)) return [];
  if (javaClassOf(value) !== 'java.util.HashMap') {
    throw new DataException(`Cannot mask value of type: class ${javaClassOf(value)}`);
  }
  return value instanceof Map ? new Map() : Object.create(null);
}

function replace(value: unknown, schema: Schema | null, replacement: string): unknown {
  const className = javaClassOf(value, schema);
  switch (className) {
    case 'java.lang.String':
      return replacement;
    case 'java.lang.Byte':
      return wrapInteger(wholePart(toDecimal(replacement)), 'INT8');
    case 'java.lang.Short':
      return wrapInteger(wholePart(toDecimal(replacement)), 'INT16');
    case 'java.lang.Integer':
      return wrapInteger(wholePart(toDecimal(replacement)), 'INT32');
    case 'java.lang.Long':
      return wrapInteger(wholePart(toDecimal(replacement)), 'INT64');
    case 'java.lang.Float':
      return Math.fround(Number(toDecimal(replacement)));
    case 'java.lang.Double':
      return Number(toDecimal(replacement));
    case 'java.math.BigDecimal':
      return toDecimal(replacement);
    default:
      throw new DataException(`Cannot mask value of type class ${className} with custom replacement.`);
  }
}

function toDecimal(replacement: string): Decimal {
  const decimal = parseDecimal(replacement.trim());
  if (decimal) return decimal;
  throw new DataException(`Unable to convert ${replacement} (class java.lang.String) to a number`);
}
