import { DataException } from './exceptions.ts';
import type { Field, Schema } from './schema.ts';

/**
 * A record with named fields and a STRUCT schema. A Field of that very schema is found faster than its name.
 *
 * Errors: DataException for a field the schema does not have. Source: kafka `Struct`.
 */
export class Struct {
  readonly schema: Schema;
  readonly #values: unknown[];

  constructor(schema: Schema) {
    if (schema.type !== 'STRUCT') throw new DataException(`Not a struct schema: ${schema.type}`);
    this.schema = schema;
    this.#values = new Array(schema.fields?.length ?? 0).fill(null);
  }

  /** The value of a field, or its default when it is null. */
  get(name: string | Field): unknown {
    const field = this.#field(name);
    return this.#values[field.index] ?? field.schema.defaultValue ?? null;
  }

  /** The value of a field as it was put, null when it was not. */
  getWithoutDefault(name: string | Field): unknown {
    return this.#values[this.#field(name).index];
  }

  put(name: string | Field, value: unknown): this {
    this.#values[this.#field(name).index] = value ?? null;
    return this;
  }

  toString(): string {
    const parts = (this.schema.fields ?? [])
      .filter((field) => this.#values[field.index] !== null)
      .map((field) => `${field.name}=${toJavaString(this.#values[field.index])}`);
    return `Struct{${parts.join(',')}}`;
  }

  #field(name: string | Field): Field {
    if (typeof name !== 'string') return name;
    const field = this.schema.fields?.find((candidate) => candidate.name === name);
    if (!field) throw new DataException(`${name} is not a valid field name`);
    return field;
  }
}

/** Prints Connect data the way Java's `toString` does: `{a=1}`, `[1, 2]`, `Struct{id=5}`. */
export function toJavaString(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(toJavaString).join(', ')}]`;
  if (value instanceof Map) return printEntries([...value.entries()]);
  if (value instanceof Struct || value instanceof Date) return String(value);
  if (typeof value === 'object' && !(value instanceof Uint8Array) && isPlain(value)) {
    return printEntries(Object.entries(value));
  }
  return String(value);
}

function printEntries(entries: [unknown, unknown][]): string {
  return `{${entries.map(([key, value]) => `${toJavaString(key)}=${toJavaString(value)}`).join(', ')}}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
