import type { ConnectorConfig } from '../../connect/rest/connectors.ts';

const STRING_CONVERTER = 'org.apache.kafka.connect.storage.StringConverter';
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';

/** Converters that keep a line as it is. */
export const STRINGS = { 'key.converter': STRING_CONVERTER, 'value.converter': STRING_CONVERTER };

/** Converters that fail on a plain line: JSON with a schema is expected. */
export const JSON_WITH_SCHEMAS = { 'key.converter': JSON_CONVERTER, 'value.converter': JSON_CONVERTER };

/** A file source with string converters. */
export function fileSource(file: string, topic: string, more: ConnectorConfig = {}): ConnectorConfig {
  return { 'connector.class': 'FileStreamSource', 'tasks.max': '1', file, topic, ...STRINGS, ...more };
}

/** A file sink with string converters. */
export function fileSink(file: string, topics: string, more: ConnectorConfig = {}): ConnectorConfig {
  return { 'connector.class': 'FileStreamSink', 'tasks.max': '1', file, topics, ...STRINGS, ...more };
}
