import type { ConfigType } from './config-def.ts';
import { ConfigException } from './exceptions.ts';

/** Shown wherever a PASSWORD value would be. */
export const HIDDEN = '[hidden]';

const LIMITS = {
  SHORT: [-32768n, 32767n],
  INT: [-2147483648n, 2147483647n],
  LONG: [-9223372036854775808n, 9223372036854775807n],
} as const;

/**
 * Parses a submitted value to its type.
 *
 * Shape: null stays null; numbers are numbers, LONGs beyond 2^53 bigints; LIST is an array of text; CLASS and PASSWORD
 * stay text. Errors: ConfigException with Kafka's text. Source: kafka `ConfigDef#parseType`.
 */
export function parseConfigType(name: string, value: unknown, type: ConfigType): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') return value;
  const trimmed = javaTrim(value);
  switch (type) {
    case 'BOOLEAN': {
      const word = trimmed.toLowerCase();
      if (word === 'true' || word === 'false') return word === 'true';
      throw ConfigException.invalid(name, value, 'Expected value to be either true or false');
    }
    case 'PASSWORD':
      return value;
    case 'INT':
    case 'SHORT':
    case 'LONG':
      return parseInteger(name, value, type);
    case 'DOUBLE':
      if (trimmed === '' || Number.isNaN(Number(trimmed))) throw notANumber(name, value, type);
      return Number(trimmed);
    case 'LIST':
      return trimmed === '' ? [] : trimmed.split(/\s*,\s*/);
    default:
      return trimmed;
  }
}

/** Writes a parsed value as text; null stays null. Source: kafka `ConfigDef#convertToString`. */
export function formatConfigValue(value: unknown, type: ConfigType | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (type === 'PASSWORD') return HIDDEN;
  if (Array.isArray(value)) return value.join(',');
  return type === 'DOUBLE' && Number.isInteger(value) ? `${String(value)}.0` : String(value);
}

function parseInteger(name: string, value: string, type: 'INT' | 'SHORT' | 'LONG'): number | bigint {
  const trimmed = javaTrim(value);
  if (!/^[+-]?\d+$/.test(trimmed)) throw notANumber(name, value, type);
  const exact = BigInt(trimmed.replace('+', ''));
  const [least, most] = LIMITS[type];
  if (exact < least || exact > most) throw notANumber(name, value, type);
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

function notANumber(name: string, value: string, type: ConfigType): ConfigException {
  return ConfigException.invalid(name, value, `Not a number of type ${type}`);
}

/** Java's `trim` takes away everything up to U+0020, and nothing else. */
function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 32) end -= 1;
  return text.slice(start, end);
}
