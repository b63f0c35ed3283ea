import { ConfigException, ConnectException, DataException } from '../api/exceptions.ts';
import { toNumber } from '../api/java-numbers.ts';
import { DATE, TIME, TIMESTAMP } from '../api/logical-types.ts';
import type { Schema } from '../api/schema.ts';
import { SimpleDateFormat } from '../api/simple-date-format.ts';
import { javaClassOf } from './java-names.ts';
import { schemaOfLogical, schemaOfType } from './schemas.ts';

/** What a timestamp can be. */
export type TimestampType = 'string' | 'unix' | 'Date' | 'Time' | 'Timestamp';

/** How timestamps are read and written. Shape: `format` is undefined when no pattern was given. */
export interface TimestampFormats {
  readonly target: TimestampType;
  readonly precision: 'nanoseconds' | 'microseconds' | 'milliseconds' | 'seconds';
  readonly format: SimpleDateFormat | undefined;
}

/** Units per millisecond, or for seconds milliseconds per unit. */
const PER_MS = { nanoseconds: 1_000_000n, microseconds: 1000n, milliseconds: 1n } as const;
const SECOND_MS = 1000n;
const DAY_MS = 86_400_000;

/** Errors: ConfigException when text is wanted without a pattern, or the pattern is none. */
export function buildTimestampFormats(options: {
  target: TimestampType;
  pattern: string;
  precision: TimestampFormats['precision'];
  now: number;
}): TimestampFormats {
  const { target, pattern, precision, now } = options;
  if (pattern.trim() === '') {
    if (target !== 'string') return { target, precision, format: undefined };
    throw new ConfigException(
      'TimestampConverter requires format option to be specified when using string timestamps',
    );
  }
  try {
    return { target, precision, format: new SimpleDateFormat(pattern, now) };
  } catch (error) {
    throw ConfigException.invalid(
      `TimestampConverter requires a SimpleDateFormat-compatible pattern for string timestamps: ${pattern}`,
      `java.lang.IllegalArgumentException: ${(error as Error).message}`,
    );
  }
}

/** The schema a converted timestamp has. */
export function timestampSchema(type: TimestampType, optional: boolean): Schema {
  switch (type) {
    case 'string':
      return schemaOfType('STRING', optional);
    case 'unix':
      return schemaOfType('INT64', optional);
    case 'Date':
      return schemaOfLogical(DATE, optional);
    case 'Time':
      return schemaOfLogical(TIME, optional);
    case 'Timestamp':
      return schemaOfLogical(TIMESTAMP, optional);
  }
}

/** Which kind of timestamp a schema stands for. Errors: ConnectException when for none. */
export function timestampTypeOf(schema: Schema): TimestampType {
  if (schema.name === TIMESTAMP) return 'Timestamp';
  if (schema.name === DATE) return 'Date';
  if (schema.name === TIME) return 'Time';
  if (schema.type === 'STRING') return 'string';
  if (schema.type === 'INT64') return 'unix';
  const printed = schema.name === undefined ? schema.type : `${schema.name}:${schema.type}`;
  throw new ConnectException(
    `Schema Schema{${printed}} does not correspond to a known timestamp type format`,
  );
}

/**
 * Converts a timestamp to the target; null stays null, and without a type it follows from the value.
 *
 * Errors: DataException for what is no timestamp, or one that JavaScript's Date cannot hold.
 * Source: kafka 4.3 `TimestampConverter#convertTimestamp`.
 */
export function convertTimestamp(
  value: unknown,
  type: TimestampType | undefined,
  formats: TimestampFormats,
): unknown {
  if (value === null || value === undefined) return null;
  const date = toDate(value, type ?? inferTimestampType(value), formats);
  if (Number.isNaN(date.getTime())) {
    throw new DataException(`Timestamp is too far from the epoch: ${String(value)}`);
  }
  return fromDate(date, formats);
}

function inferTimestampType(value: unknown): TimestampType {
  const className = javaClassOf(value);
  if (className === 'java.util.Date') return 'Timestamp';
  if (className === 'java.lang.Long') return 'unix';
  if (className === 'java.lang.String') return 'string';
  throw new DataException(`TimestampConverter does not support class ${className} objects as timestamps`);
}

function toDate(value: unknown, type: TimestampType, formats: TimestampFormats): Date {
  if (type === 'string') return parseText(value, formats);
  if (type === 'unix') {
    if (typeof value === 'bigint' || typeof value === 'number') return fromUnix(value, formats.precision);
    throw new DataException(`Expected Unix timestamp to be a Long, but found class ${javaClassOf(value)}`);
  }
  if (value instanceof Date) return value;
  throw new DataException(`Expected ${type} to be a java.util.Date, but found class ${javaClassOf(value)}`);
}

function parseText(value: unknown, { format }: TimestampFormats): Date {
  if (typeof value !== 'string') {
    throw new DataException(
      `Expected string timestamp to be a String, but found class ${javaClassOf(value)}`,
    );
  }
  if (!format) throw new DataException(`No format is configured to read the timestamp: value (${value})`);
  const parsed = format.parse(value);
  if (parsed) return parsed;
  throw new DataException(
    `Could not parse timestamp: value (${value}) does not match pattern (${format.pattern})`,
  );
}

function fromUnix(value: number | bigint, precision: TimestampFormats['precision']): Date {
  if (precision === 'milliseconds') return new Date(Number(value));
  const exact = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
  return new Date(Number(precision === 'seconds' ? exact * SECOND_MS : exact / PER_MS[precision]));
}

function fromDate(date: Date, { target, precision, format }: TimestampFormats): unknown {
  const ms = date.getTime();
  switch (target) {
    case 'string':
      return format?.format(date) ?? '';
    case 'unix':
      if (precision === 'milliseconds') return ms;
      if (precision === 'seconds') return toNumber(BigInt(ms) / SECOND_MS);
      return toNumber(BigInt(ms) * PER_MS[precision]);
    case 'Date':
      return new Date(ms - floorMod(ms, DAY_MS));
    case 'Time':
      return new Date(floorMod(ms, DAY_MS));
    case 'Timestamp':
      return date;
  }
}

function floorMod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
