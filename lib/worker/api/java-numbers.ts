import { Decimal } from './logical-types.ts';
import type { SchemaType } from './schema.ts';

/** A whole number type of Connect. */
export type IntegerType = 'INT8' | 'INT16' | 'INT32' | 'INT64';

const BITS: Readonly<Record<IntegerType, number>> = { INT8: 8, INT16: 16, INT32: 32, INT64: 64 };
/** Java would take any exponent; we do not write out numbers of thousands of digits. */
const MAX_EXPONENT = 1000;

/** Wraps a whole number into the type's width as Java's narrowing does; beyond 2^53 it is a bigint. */
export function wrapInteger(exact: bigint, type: IntegerType): number | bigint {
  return toNumber(BigInt.asIntN(BITS[type], exact));
}

/** Narrows a fraction as Java does: cut off, held within int or long, then wrapped; NaN is 0. */
export function narrowFloat(value: number, type: IntegerType): number | bigint {
  if (Number.isNaN(value)) return 0;
  const bits = type === 'INT64' ? 64 : 32;
  const most = (1n << BigInt(bits - 1)) - 1n;
  if (value >= Number(most)) return wrapInteger(most, type);
  if (value <= -Number(most)) return wrapInteger(-most - 1n, type);
  return wrapInteger(BigInt(Math.trunc(value)), type);
}

/** A number when it is exact as one. */
export function toNumber(exact: bigint): number | bigint {
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

/** Reads what `new BigDecimal(text)` takes; undefined for anything else. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const power = Number(exponent);
  if (digits === '' || Math.abs(power) > MAX_EXPONENT) return undefined;
  const unscaled = BigInt(digits) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - power;
  return scale >= 0 ? new Decimal(unscaled, scale) : new Decimal(unscaled * 10n ** BigInt(-scale), 0);
}

/** The whole part of a decimal, cut off towards zero. */
export function wholePart(decimal: Decimal): bigint {
  return decimal.unscaled / 10n ** BigInt(decimal.scale);
}

/** Reads what `Double.parseDouble` takes, but no hexadecimals; undefined for anything else. */
export function parseJavaDouble(text: string): number | undefined {
  const trimmed = text.trim();
  const match = /^([+-]?)(?:(NaN|Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?)$/.exec(trimmed);
  if (!match) return undefined;
  const value = Number(match[2] ?? match[3]);
  return match[1] === '-' ? -value : value;
}

/** Prints a number as Java's `toString` of its type does: `1.0`, `1.0E10`, `0.1`. */
export function formatJavaNumber(value: number | bigint, type: SchemaType | undefined): string {
  if (typeof value === 'bigint' || (type !== 'FLOAT32' && type !== 'FLOAT64')) return String(value);
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const shortest = type === 'FLOAT32' ? shortestFloat(value) : value;
  const size = Math.abs(shortest);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(shortest) ? `${shortest}.0` : String(shortest);
  const [mantissa = '', exponent = ''] = shortest.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
}

/** The number with the fewest digits that is the same as a 32-bit float. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits <= 9; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === Math.fround(value)) return candidate;
  }
  return value;
}
