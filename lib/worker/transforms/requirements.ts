import { DataException } from '../api/exceptions.ts';
import type { Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';
import type { DataMap } from './data-map.ts';
import { inferType, javaClassOf } from './java-names.ts';

/** Returns the value as a map. Errors: DataException when it is none. Source: kafka `Requirements#requireMap`. */
export function requireMap(value: unknown, purpose: string): DataMap {
  if (inferType(value) === 'MAP') return value as DataMap;
  throw new DataException(
    `Only Map objects supported in absence of schema for [${purpose}], found: ${javaClassOf(value)}`,
  );
}

/** As `requireMap`, but null passes. */
export function requireMapOrNull(value: unknown, purpose: string): DataMap | null {
  return value === null ? null : requireMap(value, purpose);
}

/** Returns the value as a Struct. Errors: DataException when it is none. Source: kafka `Requirements#requireStruct`. */
export function requireStruct(value: unknown, purpose: string): Struct {
  if (value instanceof Struct) return value;
  throw new DataException(`Only Struct objects supported for [${purpose}], found: ${javaClassOf(value)}`);
}

/** As `requireStruct`, but null passes. */
export function requireStructOrNull(value: unknown, purpose: string): Struct | null {
  return value === null ? null : requireStruct(value, purpose);
}

/** Returns the schema. Errors: DataException when there is none. Source: kafka `Requirements#requireSchema`. */
export function requireSchema(schema: Schema | null, purpose: string): Schema {
  if (schema) return schema;
  throw new DataException(`Schema required for [${purpose}]`);
}
