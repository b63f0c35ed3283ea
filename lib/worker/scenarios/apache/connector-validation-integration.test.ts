import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { newDir } from '../support.ts';
import { Monitored } from './support.ts';

const GROUP = 'connect-integration-test-group';
const HAS_HEADER = 'org.apache.kafka.connect.transforms.predicates.HasHeaderKey';
const FILTER = 'org.apache.kafka.connect.transforms.Filter';

interface Validation {
  readonly error_count: number;
  readonly configs: readonly { value: { name: string; errors: readonly string[] } }[];
}

async function start(): Promise<Monitored> {
  const dir = newDir();
  mkdirSync(join(dir, 'plugins', 'wrong'), { recursive: true });
  const plugin = fileURLToPath(new URL('./validation-plugin.js', import.meta.url));
  copyFileSync(plugin, join(dir, 'plugins', 'wrong', 'index.mjs'));
  return Monitored.start({ 'group.id': GROUP }, dir);
}

/** Validates and expects exactly so many errors. Shape: the options that have some, in their order. */
async function expectErrors(of: Monitored, config: Record<string, string>, count: number): Promise<string[]> {
  const path = `/connector-plugins/${config['connector.class']}/config/validate`;
  const { status, body } = await of.call('PUT', path, config);
  if (status !== 200) throw new Error(JSON.stringify(body));
  const { error_count, configs } = body as Validation;
  const wrong = configs.filter(({ value }) => value.errors.length > 0).map(({ value }) => value.name);
  expect({ status, error_count, wrong }).toEqual({ status: 200, error_count: count, wrong });
  return wrong;
}

const dlq = { 'errors.tolerance': 'all', 'errors.deadletterqueue.topic.name': 'dlq' };

describe('ConnectorValidationIntegrationTest', () => {
  it.each<[string, Record<string, string | undefined>, number]>([
    ['testSinkConnectorHasNeitherTopicsListNorTopicsRegex', { topics: undefined }, 2],
    ['testSinkConnectorHasBothTopicsListAndTopicsRegex', { 'topics.regex': 't.*' }, 2],
    ['testSinkConnectorDeadLetterQueueTopicInTopicsList', { topics: 't,dlq', ...dlq }, 1],
    [
      'testSinkConnectorDeadLetterQueueTopicMatchesTopicsRegex',
      { topics: undefined, 'topics.regex': 'dlq.*', ...dlq },
      1,
    ],
    ['testSinkConnectorDefaultGroupIdConflictsWithWorkerGroupId', { name: GROUP.replace('connect-', '') }, 1],
    [
      'testSinkConnectorOverriddenGroupIdConflictsWithWorkerGroupId',
      { 'consumer.override.group.id': GROUP },
      1,
    ],
  ])('%s', async (_, changes, count) => {
    const monitored = await start();
    const config = { ...monitored.sink('sink', 't'), ...changes };
    const given = Object.entries(config).filter((entry): entry is [string, string] => entry[1] !== undefined);
    await expectErrors(monitored, Object.fromEntries(given), count);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'testSourceConnectorHasDuplicateTopicCreationGroups',
      { 'topic.creation.groups': 'g1, g2, g1' },
      'topic.creation.groups',
    ],
    [
      'testConnectorHasDuplicateTransformations',
      { transforms: 't, t', 'transforms.t.type': FILTER },
      'transforms',
    ],
    ['testConnectorHasMissingTransformClass', { transforms: 't' }, 'transforms.t.type'],
    [
      'testConnectorHasInvalidTransformClass',
      { transforms: 't', 'transforms.t.type': HAS_HEADER },
      'transforms.t.type',
    ],
    [
      'testConnectorHasNegationForUndefinedPredicate',
      { transforms: 't', 'transforms.t.type': FILTER, 'transforms.t.negate': 'true' },
      'transforms.t.type',
    ],
    [
      'testConnectorHasDuplicatePredicates',
      { predicates: 'p, p', 'predicates.p.type': HAS_HEADER, 'predicates.p.name': 'h' },
      'predicates',
    ],
    ['testConnectorHasMissingPredicateClass', { predicates: 'p' }, 'predicates.p.type'],
    [
      'testConnectorHasInvalidPredicateClass',
      { predicates: 'p', 'predicates.p.type': FILTER },
      'predicates.p.type',
    ],
  ])('%s', async (_, changes, option) => {
    const monitored = await start();
    expect(await expectErrors(monitored, { ...monitored.source('source'), ...changes }, 1)).toEqual([option]);
  });

  it.each<[string, string, number]>([
    ['MissingConverterClass', 'com.example.NoSuchConverter', 1],
    ['InvalidConverterClassType', FILTER, 1],
    ['AbstractConverter', 'test.AbstractConverter', 1],
    ['ConverterWithNoSuitableConstructor', 'test.NoConstructorConverter', 1],
    ['ConverterThatThrowsExceptionOnInstantiation', 'test.ThrowingConverter', 1],
    ['MisconfiguredConverter', 'test.MisconfiguredConverter', 1],
    ['ConverterWithNoConfigDef', 'test.WithoutConfigDefConverter', 0],
  ])('testConnectorHas%s', async (_, className, count) => {
    const monitored = await start();
    const config = { ...monitored.sink('sink', 't'), 'key.converter': className };
    const wrong = await expectErrors(monitored, config, count);
    for (const option of wrong) expect(option).toMatch(/^key\.converter/);
  });

  it.each<[string, string, number]>([
    ['MissingHeaderConverterClass', 'com.example.NoSuchConverter', 1],
    ['InvalidHeaderConverterClassType', FILTER, 1],
    ['AbstractHeaderConverter', 'test.AbstractHeaderConverter', 1],
    ['HeaderConverterWithNoSuitableConstructor', 'test.NoConstructorHeaderConverter', 1],
    ['HeaderConverterThatThrowsExceptionOnInstantiation', 'test.ThrowingHeaderConverter', 1],
    ['MisconfiguredHeaderConverter', 'test.MisconfiguredHeaderConverter', 1],
    ['HeaderConverterWithNoConfigDef', 'test.WithoutConfigDefHeaderConverter', 0],
  ])('testConnectorHas%s', async (_, className, count) => {
    const monitored = await start();
    const config = { ...monitored.sink('sink', 't'), 'header.converter': className };
    const wrong = await expectErrors(monitored, config, count);
    for (const option of wrong) expect(option).toMatch(/^header\.converter/);
  });
});
