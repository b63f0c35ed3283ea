import { Decimal } from '../api/logical-types.ts';
import type { Schema, SchemaType } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

const OF_TYPE: Partial<Record<SchemaType, string>> = {
  INT8: 'java.lang.Byte',
  INT16: 'java.lang.Short',
  INT32: 'java.lang.Integer',
  INT64: 'java.lang.Long',
  FLOAT32: 'java.lang.Float',
  FLOAT64: 'java.lang.Double',
};

/**
 * The Java class a value would be of, so that our messages read like Apache's.
 *
 * Shape: a number without a schema is a Long when it is whole, else a Double, which is what JsonConverter gives.
 */
export function javaClassOf(value: unknown, schema?: Schema | null): string {
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'string':
      return 'java.lang.String';
    case 'boolean':
      return 'java.lang.Boolean';
    case 'bigint':
      return 'java.lang.Long';
    case 'number':
      return (
        OF_TYPE[schema?.type ?? 'STRUCT'] ?? (Number.isInteger(value) ? 'java.lang.Long' : 'java.lang.Double')
      );
    default:
      return classOfObject(value);
  }
}

function classOfObject(value: unknown): string {
  if (value instanceof Struct) return 'org.apache.kafka.connect.data.Struct';
  if (value instanceof Date) return 'java.util.Date';
  if (value instanceof Decimal) return 'java.math.BigDecimal';
  if (value instanceof Uint8Array) return '[B';
  return Array.isArray(value) ? 'java.util.ArrayList' : 'java.util.HashMap';
}

/**
 * The type Connect infers for a value without a schema; undefined for what Connect's data cannot be without one.
 *
 * Source: kafka `ConnectSchema#schemaType`.
 */
export function inferType(value: unknown): SchemaType | undefined {
  switch (typeof value) {
    case 'string':
      return 'STRING';
    case 'boolean':
      return 'BOOLEAN';
    case 'bigint':
      return 'INT64';
    case 'number':
      return Number.isInteger(value) ? 'INT64' : 'FLOAT64';
    case 'object':
      return inferObjectType(value);
    default:
      return undefined;
  }
}

function inferObjectType(value: unknown): SchemaType | undefined {
  if (value === null || value instanceof Date || value instanceof Decimal) return undefined;
  if (value instanceof Struct) return 'STRUCT';
  if (value instanceof Uint8Array) return 'BYTES';
  return Array.isArray(value) ? 'ARRAY' : 'MAP';
}
