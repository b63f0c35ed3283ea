import { DataException } from '../../api/exceptions.ts';
import { buildFields, type Field, type Schema, type SchemaType } from '../../api/schema.ts';
import { Struct } from '../../api/struct.ts';
import type { Column } from './settings.ts';

const INTEGER_BITS: Readonly<Record<string, number>> = { INT8: 8, INT16: 16, INT32: 32, INT64: 64 };
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Makes Structs of rows whose columns are known; all fields are optional.
 *
 * Errors: DataException for a row with more or fewer fields, and for one that is not of its column's type.
 */
export class CsvRows {
  readonly schema: Schema;
  readonly #fields: readonly Field[];

  constructor(columns: readonly Column[]) {
    this.#fields = buildFields(columns.map(({ name, type }) => ({ name, schema: { type, optional: true } })));
    this.schema = { type: 'STRUCT', optional: false, fields: this.#fields };
  }

  toStruct(texts: readonly (string | null)[]): Struct {
    if (texts.length !== this.#fields.length) {
      throw new DataException(`it has ${texts.length} fields instead of ${this.#fields.length}`);
    }
    const struct = new Struct(this.schema);
    for (const [index, field] of this.#fields.entries()) struct.put(field, parseField(texts[index], field));
    return struct;
  }
}

/**
 * The columns a header names, with the types that were declared.
 *
 * Errors: DataException for a column without a name or with one that is taken, and for a declared one that is not there.
 */
export function columnsOfHeader(header: readonly (string | null)[], declared: readonly Column[]): Column[] {
  const names = header.map((name) => (name ?? '').trim());
  const wrong = names.find((name, index) => name === '' || names.indexOf(name) !== index);
  if (wrong !== undefined) {
    throw new DataException(wrong === '' ? 'a column has no name' : `the column "${wrong}" is there twice`);
  }
  const missing = declared.find(({ name }) => !names.includes(name));
  if (missing) throw new DataException(`there is no column "${missing.name}"`);
  const types = new Map(declared.map(({ name, type }) => [name, type]));
  return names.map((name) => ({ name, type: types.get(name) ?? 'STRING' }));
}

function parseField(text: string | null | undefined, { name, schema }: Field): unknown {
  if (text === null || text === undefined || schema.type === 'STRING') return text ?? null;
  const value = parseValue(text.trim(), schema.type);
  // What stands there is a record's, which no trace is to show.
  if (value === undefined) throw new DataException(`column "${name}" is no ${schema.type}`);
  return value;
}

/** Shape: undefined where the text is no value of the type; an INT64 beyond 2^53 is a bigint. */
function parseValue(text: string, type: SchemaType): unknown {
  if (type === 'BOOLEAN') {
    const word = text.toLowerCase();
    return word === 'true' || (word === 'false' ? false : undefined);
  }
  const bits = INTEGER_BITS[type];
  if (bits !== undefined) return parseInteger(text, bits);
  if (!NUMBER.test(text)) return undefined;
  const number = type === 'FLOAT32' ? Math.fround(Number(text)) : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function parseInteger(text: string, bits: number): number | bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const number = Number(text);
  if (bits < 64 || Number.isSafeInteger(number)) {
    return Math.abs(number + 0.5) < 2 ** (bits - 1) ? number : undefined;
  }
  const exact = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, exact) === exact ? exact : undefined;
}
