import type { ConfigKeyInput } from '../../api/config-def.ts';
import { validRegex } from '../../api/regex.ts';
import { uniqueTopics } from './validators.ts';

/**
 * The options every sink connector has besides the common ones.
 *
 * Source: kafka 4.3 `SinkConnectorConfig`; texts from `lib/testing/fixtures/connect/4.3.1/validate-sink-minimal.json`.
 */
export const SINK_OPTIONS: readonly ConfigKeyInput[] = [
  {
    name: 'topics',
    type: 'LIST',
    defaultValue: '',
    validator: uniqueTopics,
    importance: 'HIGH',
    documentation: 'List of topics to consume, separated by commas',
    group: 'Common',
    orderInGroup: 4,
    width: 'LONG',
    displayName: 'Topics',
  },
  {
    name: 'topics.regex',
    type: 'STRING',
    defaultValue: '',
    validator: validRegex,
    importance: 'HIGH',
    documentation:
      'Regular expression giving topics to consume. Under the hood, the regex is compiled to a <code>java.util.regex.Pattern</code>. Only one of topics or topics.regex should be specified.',
    group: 'Common',
    orderInGroup: 4,
    width: 'LONG',
    displayName: 'Topics regex',
  },
  {
    name: 'errors.deadletterqueue.topic.name',
    type: 'STRING',
    defaultValue: '',
    importance: 'MEDIUM',
    documentation:
      'The name of the topic to be used as the dead letter queue (DLQ) for messages that result in an error when processed by this sink connector, or its transformations or converters. The topic name is blank by default, which means that no messages are to be recorded in the DLQ.',
    group: 'Error Handling',
    orderInGroup: 6,
    width: 'MEDIUM',
    displayName: 'Dead Letter Queue Topic Name',
  },
  {
    name: 'errors.deadletterqueue.topic.replication.factor',
    type: 'SHORT',
    defaultValue: '3',
    importance: 'MEDIUM',
    documentation:
      "Replication factor used to create the dead letter queue topic when it doesn't already exist.",
    group: 'Error Handling',
    orderInGroup: 7,
    width: 'MEDIUM',
    displayName: 'Dead Letter Queue Topic Replication Factor',
  },
  {
    name: 'errors.deadletterqueue.context.headers.enable',
    type: 'BOOLEAN',
    defaultValue: 'false',
    importance: 'MEDIUM',
    documentation:
      'If true, add headers containing error context to the messages written to the dead letter queue. To avoid clashing with headers from the original record, all error context header keys, all error context header keys will start with <code>__connect.errors.</code>',
    group: 'Error Handling',
    orderInGroup: 8,
    width: 'MEDIUM',
    displayName: 'Enable Error Context Headers',
  },
];
