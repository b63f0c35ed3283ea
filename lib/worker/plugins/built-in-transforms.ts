import type { PredicatePlugin, TransformationPlugin } from '../api/plugin.ts';
import { hasHeaderKey } from '../predicates/has-header-key.ts';
import { recordIsTombstone } from '../predicates/record-is-tombstone.ts';
import { topicNameMatches } from '../predicates/topic-name-matches.ts';
import { cast } from '../transforms/cast.ts';
import { dropHeaders } from '../transforms/drop-headers.ts';
import { extractField } from '../transforms/extract-field.ts';
import { filter } from '../transforms/filter.ts';
import { flatten } from '../transforms/flatten.ts';
import { headerFrom } from '../transforms/header-from.ts';
import { hoistField } from '../transforms/hoist-field.ts';
import { insertField } from '../transforms/insert-field.ts';
import { insertHeader } from '../transforms/insert-header.ts';
import { maskField } from '../transforms/mask-field.ts';
import { regexRouter } from '../transforms/regex-router.ts';
import { replaceField } from '../transforms/replace-field.ts';
import { setSchemaMetadata } from '../transforms/set-schema-metadata.ts';
import { timestampConverter } from '../transforms/timestamp-converter.ts';
import { timestampRouter } from '../transforms/timestamp-router.ts';
import { valueToKey } from '../transforms/value-to-key.ts';

/** The transformations and predicates of Apache Kafka. Apart from the others, so that threads load them only when used. */
export const BUILT_IN_TRANSFORMS: readonly (TransformationPlugin | PredicatePlugin)[] = [
  ...cast,
  dropHeaders,
  ...extractField,
  filter,
  ...flatten,
  ...headerFrom,
  ...hoistField,
  ...insertField,
  insertHeader,
  ...maskField,
  regexRouter,
  ...replaceField,
  ...setSchemaMetadata,
  ...timestampConverter,
  timestampRouter,
  valueToKey,
  hasHeaderKey,
  recordIsTombstone,
  topicNameMatches,
];
