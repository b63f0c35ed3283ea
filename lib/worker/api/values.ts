import { DataException } from './exceptions.ts';
import { parseDecimal, toNumber, wholePart } from './java-numbers.ts';
import { LiteralTokens } from './literal-tokens.ts';
import { DATE, DECIMAL, TIME, TIMESTAMP } from './logical-types.ts';
import { NULL_VALUE, type Schema, type SchemaAndValue, type SchemaType, STRING_SCHEMA } from './schema.ts';
import { SimpleDateFormat } from './simple-date-format.ts';

const FORMATS = {
  10: { schema: logical('INT32', DATE), format: new SimpleDateFormat('yyyy-MM-dd', 0) },
  13: { schema: logical('INT32', TIME), format: new SimpleDateFormat("HH:mm:ss.SSS'Z'", 0) },
  24: {
    schema: logical('INT64', TIMESTAMP),
    format: new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", 0),
  },
} as const;
const DAY_MS = 86_400_000;
const SIZES: readonly (readonly [SchemaType, number])[] = [
  ['INT8', 8],
  ['INT16', 16],
  ['INT32', 32],
  ['INT64', 64],
];
const NUMERIC: readonly SchemaType[] = ['INT8', 'INT16', 'INT32', 'INT64', 'FLOAT32', 'FLOAT64'];

/**
 * Reads text as the value it looks like: null, boolean, number, date, time, timestamp, array or map; else as text.
 *
 * Shape: whole numbers get the smallest type they fit, fractions FLOAT32 where that is finite. An array's or map's
 * members get the widest type of theirs; null where they have none in common. Source: kafka 4.3 `Values#parseString`.
 */
export function parseLiteral(text: string): SchemaAndValue {
  if (text === '') return { schema: STRING_SCHEMA, value: '' };
  return parseValue(new LiteralTokens(text), false) ?? NULL_VALUE;
}

/** Writes a date the shortest way that loses nothing: a time, a date or a timestamp. Source: kafka `Values#dateFormatFor`. */
export function formatDate(date: Date): string {
  const ms = date.getTime();
  if (ms < DAY_MS) return FORMATS[13].format.format(date);
  return (ms % DAY_MS === 0 ? FORMATS[10] : FORMATS[24]).format.format(date);
}

function parseValue(tokens: LiteralTokens, isEmbedded: boolean): SchemaAndValue | null {
  if (!tokens.hasNext()) return null;
  if (isEmbedded && tokens.canConsume('"')) return parseQuoted(tokens);
  if (isWord(tokens, 'null', isEmbedded)) return null;
  if (isWord(tokens, 'true', isEmbedded)) return { schema: plain('BOOLEAN'), value: true };
  if (isWord(tokens, 'false', isEmbedded)) return { schema: plain('BOOLEAN'), value: false };
  const start = tokens.mark();
  try {
    if (tokens.canConsume('[')) return parseArray(tokens);
    if (tokens.canConsume('{')) return parseMap(tokens);
  } catch (error) {
    if (!(error instanceof DataException)) throw error;
    tokens.rewindTo(start);
  }
  const token = tokens.next();
  return token.trim() === ''
    ? { schema: STRING_SCHEMA, value: token }
    : parseToken(tokens, token.trim(), isEmbedded);
}

/** At the top, a word is only one when nothing follows it. */
function isWord(tokens: LiteralTokens, word: string, isEmbedded: boolean): boolean {
  const start = tokens.mark();
  if (tokens.canConsume(word) && (isEmbedded || !tokens.hasNext())) return true;
  tokens.rewindTo(start);
  return false;
}

function parseToken(tokens: LiteralTokens, token: string, isEmbedded: boolean): SchemaAndValue {
  const isDigit = /^\d/.test(token);
  const parsed =
    (isDigit ? parseTemporalTokens(tokens, token) : undefined) ??
    (/^[\d+-]/.test(token) ? parseNumber(token) : undefined);
  if (parsed) return parsed;
  if (isEmbedded) throw new DataException('Failed to parse embedded value');
  return { schema: STRING_SCHEMA, value: tokens.original };
}

/** Times hold colons, which separate tokens: a time is five of them. */
function parseTemporalTokens(tokens: LiteralTokens, token: string): SchemaAndValue | undefined {
  const start = tokens.mark();
  const rest = tokens.take(4);
  const parsed = rest === undefined ? undefined : parseTemporal(token + rest);
  if (parsed) return parsed;
  tokens.rewindTo(start);
  return parseTemporal(token);
}

function parseTemporal(text: string): SchemaAndValue | undefined {
  const unescaped = text.replaceAll('\\:', ':');
  const kind = FORMATS[unescaped.length as keyof typeof FORMATS];
  const value = kind?.format.parse(unescaped);
  return kind && value && { schema: kind.schema, value };
}

function parseNumber(token: string): SchemaAndValue | undefined {
  const decimal = parseDecimal(token);
  if (!decimal) return undefined;
  const whole = wholePart(decimal);
  if (decimal.unscaled === whole * 10n ** BigInt(decimal.scale)) {
    const size = SIZES.find(([, bits]) => BigInt.asIntN(bits, whole) === whole);
    if (size) return { schema: plain(size[0]), value: toNumber(whole) };
  }
  const double = Number(token);
  if (decimal.scale === 0 || !Number.isFinite(double)) {
    return {
      schema: {
        type: 'BYTES',
        optional: false,
        name: DECIMAL,
        version: 1,
        parameters: { scale: String(decimal.scale) },
      },
      value: decimal,
    };
  }
  const float = Math.fround(double);
  return Number.isFinite(float)
    ? { schema: plain('FLOAT32'), value: float }
    : { schema: plain('FLOAT64'), value: double };
}

function parseQuoted(tokens: LiteralTokens): SchemaAndValue {
  let content = '';
  while (tokens.hasNext() && !tokens.canConsume('"')) content += tokens.next();
  return parseTemporal(content) ?? { schema: STRING_SCHEMA, value: content };
}

function parseArray(tokens: LiteralTokens): SchemaAndValue {
  const items: unknown[] = [];
  const common = new CommonSchema();
  while (tokens.hasNext()) {
    if (tokens.canConsume(']')) {
      const schema: Schema = { type: 'ARRAY', optional: false, valueSchema: common.schema };
      return { schema, value: items };
    }
    if (tokens.canConsume(',')) throw new DataException('Unable to parse an empty array element');
    const item = parseValue(tokens, true);
    common.merge(item);
    items.push(item?.value ?? null);
    const start = tokens.mark();
    if (tokens.canConsume(']')) tokens.rewindTo(start);
    else if (!tokens.canConsume(',')) throw new DataException("Array elements missing ',' delimiter");
  }
  throw new DataException("Array is missing terminating ']'");
}

function parseMap(tokens: LiteralTokens): SchemaAndValue {
  const entries = new Map<unknown, unknown>();
  const [keys, values] = [new CommonSchema(), new CommonSchema()];
  while (tokens.hasNext()) {
    if (tokens.canConsume('}')) {
      const schema: Schema = {
        type: 'MAP',
        optional: false,
        keySchema: keys.schema,
        valueSchema: values.schema,
      };
      return { schema, value: entries };
    }
    if (tokens.canConsume(',')) throw new DataException('Unable to parse a map entry with no key or value');
    const key = parseValue(tokens, true);
    if (!key || key.value === null) throw new DataException('Map entry may not have a null key');
    if (!tokens.canConsume(':')) throw new DataException("Map entry is missing ':'");
    const value = parseValue(tokens, true);
    entries.set(key.value, value?.value ?? null);
    tokens.canConsume(',');
    keys.merge(key);
    values.merge(value);
  }
  throw new DataException("Map is missing terminating '}'");
}

/** The widest schema of several values; none when they have nothing in common. Source: kafka `Values.SchemaMerger`. */
class CommonSchema {
  schema: Schema | undefined;
  #isOpen = true;

  merge(latest: SchemaAndValue | null): void {
    if (!latest?.schema || !this.#isOpen) return;
    this.schema = this.schema ? widest(this.schema, latest.schema) : latest.schema;
    this.#isOpen = this.schema !== undefined;
  }
}

function widest(a: Schema, b: Schema): Schema | undefined {
  if (a.type === b.type) return b;
  const [first, second] = [NUMERIC.indexOf(a.type), NUMERIC.indexOf(b.type)];
  if (first < 0 || second < 0) return undefined;
  return first > second ? a : b;
}

const plains = new Map<SchemaType, Schema>();

function plain(type: SchemaType): Schema {
  const known = plains.get(type) ?? { type, optional: false };
  plains.set(type, known);
  return known;
}

function logical(type: SchemaType, name: string): Schema {
  return { type, optional: false, name, version: 1 };
}
