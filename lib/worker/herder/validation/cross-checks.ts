import { RE2JS } from 're2js';
import type { ConfigValue } from '../../api/config-def.ts';
import type { Config } from '../../api/connector.ts';
import type { ConnectorPlugin } from '../../api/plugin.ts';

type Values = Map<string, ConfigValue>;

const GROUP_OVERRIDE = 'consumer.override.group.id';

/** Adds the errors that come from several options of a sink together. Source: kafka 4.x `SinkConnectorConfig#validate`, `DistributedHerder`. */
export function addCrossErrors(
  plugin: ConnectorPlugin,
  values: Values,
  context: { config: Config; workerGroup: string },
): void {
  if (plugin.type === 'source') return;
  addTopicErrors(values);
  addDeadLetterErrors(values);
  addGroupErrors(values, context.config, context.workerGroup);
}

/** A sink in the worker's own group would be thrown out of it. The override comes as a value of its own, undeclared. */
function addGroupErrors(values: Values, config: Config, workerGroup: string): void {
  const override = config[GROUP_OVERRIDE];
  if (override !== undefined) {
    if (override !== workerGroup) return;
    const errors = [`Consumer group ${override} conflicts with Connect worker group ${workerGroup}`];
    values.set(GROUP_OVERRIDE, {
      name: GROUP_OVERRIDE,
      value: override,
      recommendedValues: [],
      errors,
      visible: true,
    });
    return;
  }
  const name = textOf(values, 'name');
  if (`connect-${name}` !== workerGroup) return;
  const message = `Consumer group for sink connector named ${name} conflicts with Connect worker group ${workerGroup}`;
  values.get('name')?.errors.push(message);
}

function addTopicErrors(values: Values): void {
  const hasTopics = topicsOf(values).length > 0;
  const hasRegex = textOf(values, 'topics.regex') !== '';
  if (hasTopics !== hasRegex) return;
  const message = hasTopics
    ? 'topics and topics.regex are mutually exclusive options, but both are set.'
    : 'Must configure one of topics or topics.regex';
  values.get('topics')?.errors.push(message);
  values.get('topics.regex')?.errors.push(message);
}

function addDeadLetterErrors(values: Values): void {
  const dlq = textOf(values, 'errors.deadletterqueue.topic.name');
  if (dlq === '') return;
  const topics = topicsOf(values);
  if (topics.includes(dlq)) {
    const message = `The DLQ topic '${dlq}' may not be included in the list of topics ('topics=[${topics.join(', ')}]') consumed by the connector`;
    values.get('topics')?.errors.push(message);
  }
  const regex = textOf(values, 'topics.regex');
  if (regex === '' || values.get('topics.regex')?.errors.length !== 0) return;
  if (RE2JS.compile(regex).matcher(dlq).matches()) {
    const message = `The DLQ topic '${dlq}' may not be matched by the regex for the topics ('topics.regex=${regex}') consumed by the connector`;
    values.get('topics.regex')?.errors.push(message);
  }
}

function topicsOf(values: Values): readonly string[] {
  return (values.get('topics')?.value ?? []) as readonly string[];
}

function textOf(values: Values, name: string): string {
  return String(values.get(name)?.value ?? '');
}
