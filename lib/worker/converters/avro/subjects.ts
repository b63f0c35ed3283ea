import { ConfigException, DataException } from '../../api/exceptions.ts';
import type { AvroNode } from './avro-node.ts';

const PACKAGE = 'io.confluent.kafka.serializers.subject.';
const STRATEGIES = ['TopicNameStrategy', 'RecordNameStrategy', 'TopicRecordNameStrategy'] as const;
/** How a schema's subject is called. */
export type SubjectNameStrategy = (typeof STRATEGIES)[number];

/** What is used unless the config says another one. */
export const DEFAULT_STRATEGY = `${PACKAGE}TopicNameStrategy`;

/** The strategies by the class names that configs have. */
export const STRATEGY_CLASSES = STRATEGIES.map((name) => PACKAGE + name);

/** Finds a strategy by its class name or its last part. Errors: ConfigException for another one. */
export function strategyOf(option: string, name: string): SubjectNameStrategy {
  const strategy = STRATEGIES.find((known) => name === known || name === PACKAGE + known);
  if (strategy) return strategy;
  throw ConfigException.invalid(option, name, `must be one of ${STRATEGY_CLASSES.join(', ')}`);
}

/** The subject of a schema. Errors: DataException when it goes by the record's name and the schema is none. */
export function subjectOf(
  strategy: SubjectNameStrategy,
  { topic, isKey, node }: { topic: string; isKey: boolean; node: AvroNode },
): string {
  if (strategy === 'TopicNameStrategy') return `${topic}-${isKey ? 'key' : 'value'}`;
  if (node.type !== 'record' || node.name === undefined) {
    const part = isKey ? 'key' : 'value';
    throw new DataException(
      `In configuration ${part}.subject.name.strategy = ${PACKAGE}${strategy}, the message ${part} must only be a record schema`,
    );
  }
  return strategy === 'RecordNameStrategy' ? node.name : `${topic}-${node.name}`;
}
