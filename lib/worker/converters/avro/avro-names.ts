/** Names in Avro schemas that mean something to Connect. Source: Confluent's `AvroData`. */
export const NAMESPACE = 'io.confluent.connect.avro';
/** Name of a record whose schema has none. */
export const DEFAULT_NAME = `${NAMESPACE}.ConnectDefault`;
/** Name of the records that stand for the entries of a map whose keys are not just strings. */
export const MAP_ENTRY = `${NAMESPACE}.MapEntry`;
/** Name of the struct that stands for a union; one of its fields has a value. */
export const UNION = `${NAMESPACE}.Union`;
/** Parameter that marks a string as an enum and holds its name; with a symbol behind it, one per symbol. */
export const ENUM = `${NAMESPACE}.Enum`;
/** Parameter that holds the documentation of a record. */
export const RECORD_DOC = `${NAMESPACE}.record.doc`;
/** Beginning of the parameters that hold the documentation of fields. */
export const FIELD_DOC = `${NAMESPACE}.field.doc.`;
/** Beginning of the parameters that hold the documentation of enums. */
export const ENUM_DOC = `${NAMESPACE}.enum.doc.`;
/** Beginning of the parameters that hold the default symbols of enums. */
export const ENUM_DEFAULT = `${NAMESPACE}.enum.default.`;
/** Parameter of a schema whose default comes from the field in Avro. */
export const FIELD_DEFAULT_FLAG = `${NAMESPACE}.field.default`;
/** Name of the record that holds a value without a schema. */
export const ANYTHING = `${NAMESPACE}.Anything`;
/** Parameter of a Decimal whose precision is not the usual one. */
export const PRECISION = 'connect.decimal.precision';
/** Precision of a Decimal that says none. */
export const DEFAULT_PRECISION = 64;

/** Splits a full name at its last dot. Shape: an empty namespace when there is none. */
export function splitName(name: string): { namespace: string; simple: string } {
  const dot = name.lastIndexOf('.');
  return { namespace: name.slice(0, Math.max(0, dot)), simple: name.slice(dot + 1) };
}
