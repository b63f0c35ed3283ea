import type { SourceRecord } from '../api/record.ts';
import { toJavaString } from '../api/struct.ts';

const MAX_CHARS = 1_000;

/**
 * Prints a source record with its data, for `errors.log.include.messages`.
 *
 * Units: key and value are cut at 1,000 characters each. Source: kafka 4.x `SourceRecord#toString`, `ConnectRecord#toString`.
 */
export function printSourceRecord(record: SourceRecord): string {
  const { topic, partition, key, value, timestamp, headers = [] } = record;
  const printed = headers.map((header) => `ConnectHeader(key=${header.key}, value=${print(header.value)})`);
  const source = `sourcePartition=${print(record.sourcePartition)}, sourceOffset=${print(record.sourceOffset)}`;
  return `SourceRecord{${source}} ConnectRecord{topic='${topic}', kafkaPartition=${print(partition)}, key=${print(key)}, keySchema=${printSchema(record.keySchema)}, value=${print(value)}, valueSchema=${printSchema(record.valueSchema)}, timestamp=${print(timestamp)}, headers=ConnectHeaders(headers=[${printed.join(', ')}])}`;
}

function print(value: unknown): string {
  const text = toJavaString(value);
  return text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS)}…`;
}

function printSchema(schema: SourceRecord['valueSchema']): string {
  if (!schema) return 'null';
  return schema.name ? `Schema{${schema.name}:${schema.type}}` : `Schema{${schema.type}}`;
}
