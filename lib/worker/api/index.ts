/** All that a plugin author imports, and all that a plugin from `plugin.path` is handed. */
export { ConfigDef } from './config-def.ts';
export {
  atLeast,
  nonEmptyList,
  nonEmptyString,
  nonNull,
  validString,
  validStringIgnoringCase,
} from './config-validators.ts';
export {
  ConfigException,
  ConnectException,
  DataException,
  IllegalArgumentException,
  NotFoundException,
  RetriableException,
  SchemaBuilderException,
} from './exceptions.ts';
export { DATE, DECIMAL, Decimal, TIME, TIMESTAMP } from './logical-types.ts';
export {
  buildFields,
  OPTIONAL_BYTES_SCHEMA,
  OPTIONAL_STRING_SCHEMA,
  STRING_SCHEMA,
} from './schema.ts';
export { Struct } from './struct.ts';
