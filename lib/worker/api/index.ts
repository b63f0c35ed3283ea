/** All that a plugin author imports, as `sluice/connect`, and all that a plugin from `plugin.path` is handed. */

export type { ConfigKeyInput, ConfigProps, ConfigValue, Recommender, Validator } from './config-def.ts';
export { ConfigDef } from './config-def.ts';
export {
  atLeast,
  nonEmptyList,
  nonEmptyString,
  nonNull,
  validString,
  validStringIgnoringCase,
} from './config-validators.ts';
export type {
  Config,
  Connector,
  ConnectorContext,
  ErrantRecordReporter,
  OffsetChange,
  OpenedPartition,
  SinkTask,
  SinkTaskContext,
  SourceTask,
  SourceTaskContext,
  TransactionContext,
  TopicPartitionOffset,
} from './connector.ts';
export type { Converter, HeaderConverter } from './converter.ts';
export { Pending } from './converter.ts';
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
export type { Plugin } from './plugin.ts';
export type { ConnectHeader, SinkRecord, SourceMap, SourceRecord } from './record.ts';
export type { Field, Schema, SchemaAndValue } from './schema.ts';
export {
  buildFields,
  OPTIONAL_BYTES_SCHEMA,
  OPTIONAL_STRING_SCHEMA,
  STRING_SCHEMA,
} from './schema.ts';
export { Struct } from './struct.ts';
export type { ConnectRecord, Predicate, Transformation } from './transformation.ts';
