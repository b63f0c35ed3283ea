/** The types of Connect data. */
export type SchemaType =
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'FLOAT32'
  | 'FLOAT64'
  | 'BOOLEAN'
  | 'STRING'
  | 'BYTES'
  | 'ARRAY'
  | 'MAP'
  | 'STRUCT';

/** A field of a STRUCT; `index` is its position. */
export interface Field {
  readonly name: string;
  readonly index: number;
  readonly schema: Schema;
}

/**
 * Describes a value. Immutable; share it between records, converters cache by identity.
 *
 * Shape: `keySchema`, `valueSchema` for MAP; `valueSchema` for ARRAY (its elements); `fields` for STRUCT. JavaScript
 * values: INT64 is a number or, beyond the safe integers, a bigint; BYTES a Uint8Array; MAP a Map; ARRAY an array;
 * STRUCT a Struct; logical types as in `logical-types.ts`. Source: kafka `ConnectSchema`.
 */
export interface Schema {
  readonly type: SchemaType;
  readonly optional: boolean;
  readonly name?: string | undefined;
  readonly version?: number | undefined;
  readonly doc?: string | undefined;
  readonly defaultValue?: unknown;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly keySchema?: Schema | undefined;
  readonly valueSchema?: Schema | undefined;
  readonly fields?: readonly Field[] | undefined;
}

/** A value with its schema; a null schema means schemaless data. */
export interface SchemaAndValue {
  readonly schema: Schema | null;
  readonly value: unknown;
}

const simple = (type: SchemaType, optional: boolean): Schema => Object.freeze({ type, optional });

/** Schema of a required string. */
export const STRING_SCHEMA = simple('STRING', false);
/** Schema of a string or null. */
export const OPTIONAL_STRING_SCHEMA = simple('STRING', true);
/** Schema of bytes or null. */
export const OPTIONAL_BYTES_SCHEMA = simple('BYTES', true);

/** Null with no schema: what a tombstone reads as. */
export const NULL_VALUE: SchemaAndValue = Object.freeze({ schema: null, value: null });

/** Numbers fields in their order. */
export function buildFields(fields: readonly { name: string; schema: Schema }[]): Field[] {
  return fields.map(({ name, schema }, index) => ({ name, schema, index }));
}
