import { DataException } from './exceptions.ts';
import type { Schema } from './schema.ts';

/** Schema name of Decimal. */
export const DECIMAL = 'org.apache.kafka.connect.data.Decimal';
/** Schema name of Date: a JavaScript Date at midnight UTC, days since the epoch on the wire. */
export const DATE = 'org.apache.kafka.connect.data.Date';
/** Schema name of Time: a JavaScript Date within 1970-01-01 UTC, ms of the day on the wire. */
export const TIME = 'org.apache.kafka.connect.data.Time';
/** Schema name of Timestamp: a JavaScript Date, ms since the epoch on the wire. */
export const TIMESTAMP = 'org.apache.kafka.connect.data.Timestamp';

const DAY_MS = 86_400_000;

/** An exact decimal: `unscaled × 10^-scale`. Source: kafka `Decimal`, Java `BigDecimal`. */
export class Decimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }

  /** Reads `-12.50`; the scale is the number of digits after the point. Errors: DataException for other text. */
  static parse(text: string): Decimal {
    const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
    if (!match) throw new DataException(`Not a decimal number: ${text}`);
    const digits = `${match[2] ?? ''}${match[3] ?? ''}`;
    const scale = (match[3]?.length ?? 0) - Number(match[4] ?? 0);
    const unscaled = BigInt(`${match[1]}${digits}`);
    return scale >= 0 ? new Decimal(unscaled, scale) : new Decimal(unscaled * 10n ** BigInt(-scale), 0);
  }

  /** Reads big-endian two's complement, as `BigInteger(byte[])`. */
  static fromBytes(bytes: Uint8Array, scale: number): Decimal {
    let unscaled = 0n;
    for (const byte of bytes) unscaled = (unscaled << 8n) | BigInt(byte);
    return new Decimal(BigInt.asIntN(bytes.length * 8, unscaled), scale);
  }

  /** Writes the shortest big-endian two's complement, as `BigInteger#toByteArray`. */
  toBytes(): Uint8Array {
    let length = 1;
    while (BigInt.asIntN(length * 8, this.unscaled) !== this.unscaled) length += 1;
    const bytes = new Uint8Array(length);
    let rest = BigInt.asUintN(length * 8, this.unscaled);
    for (let at = length - 1; at >= 0; at -= 1) {
      bytes[at] = Number(rest & 255n);
      rest >>= 8n;
    }
    return bytes;
  }

  toString(): string {
    const negative = this.unscaled < 0n;
    const digits = String(negative ? -this.unscaled : this.unscaled).padStart(this.scale + 1, '0');
    const cut = digits.length - this.scale;
    const text = this.scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
    return negative ? `-${text}` : text;
  }
}

/** The scale a Decimal schema declares. Errors: DataException when it is missing or not a number. */
export function scaleOf(schema: Schema): number {
  const text = schema.parameters?.scale;
  if (text === undefined) throw new DataException('Invalid Decimal schema: scale parameter not found.');
  const scale = Number(text);
  if (!Number.isInteger(scale)) throw new DataException('Invalid scale parameter found in Decimal schema: ');
  return scale;
}

/** Turns a Date, Time or Timestamp value into its number on the wire; other names give undefined. */
export function logicalToNumber(name: string | undefined, value: unknown): number | undefined {
  if (name !== DATE && name !== TIME && name !== TIMESTAMP) return undefined;
  if (!(value instanceof Date)) throw new DataException(`Invalid type for ${name}, expected Date`);
  return name === DATE ? value.getTime() / DAY_MS : value.getTime();
}

/** Turns the wire's number into a Date for the three time types; other names give undefined. */
export function numberToLogical(name: string | undefined, value: number): Date | undefined {
  if (name === DATE) return new Date(value * DAY_MS);
  return name === TIME || name === TIMESTAMP ? new Date(value) : undefined;
}
