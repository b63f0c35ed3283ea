import { describe, expect, it } from 'vitest';
import { eventually } from '../support.ts';
import { Monitored } from './support.ts';

const PREDICATES = 'org.apache.kafka.connect.transforms.predicates';
const filtering = (predicate: Record<string, string>): Record<string, string> => ({
  transforms: 'filter',
  'transforms.filter.type': 'org.apache.kafka.connect.transforms.Filter',
  'transforms.filter.predicate': 'p',
  predicates: 'p',
  ...Object.fromEntries(Object.entries(predicate).map(([key, value]) => [`predicates.p.${key}`, value])),
});
/** A topic with so many records; the connector that made them is gone. */
async function filled(of: Monitored, topic: string, count: number, more: Record<string, string> = {}) {
  await of.put(
    `fill-${topic}`,
    of.source(`fill-${topic}`, { topic, 'max.messages': String(count), ...more }),
  );
  await eventually(
    () => of.offsets(`fill-${topic}`),
    ([offset]) => offset?.offset.saved === count,
  );
  await of.call('DELETE', `/connectors/fill-${topic}`);
}
const hasRead = (of: Monitored, name: string, topic: string, offset: number) =>
  eventually(
    () => of.offsets(name),
    (all) => all.some((one) => one.partition.kafka_topic === topic && one.offset.kafka_offset === offset),
  );

describe('StandaloneWorkerIntegrationTest', () => {
  it('testCreateConnectorWithStoppedInitialState: no tasks, no start, until it is resumed', async () => {
    const monitored = await Monitored.start();
    const config = monitored.source('src');
    await monitored.call('POST', '/connectors', { name: 'src', config, initial_state: 'STOPPED' });
    await monitored.settles('src', 'STOPPED');
    expect((await monitored.call('GET', '/connectors/src/tasks')).body).toEqual([]);
    expect(monitored.journal('src')).toEqual([]);
    await monitored.call('PUT', '/connectors/src/resume');
    await monitored.settles('src', 'RUNNING', 'RUNNING');
  });
});

describe('TransformationIntegrationTest', () => {
  it('testFilterOnTopicNameWithSinkConnector: only records of the other topic arrive', async () => {
    const monitored = await Monitored.start();
    await filled(monitored, 'foo-topic', 40);
    await filled(monitored, 'bar-topic', 30);
    const predicate = { type: `${PREDICATES}.TopicNameMatches`, pattern: 'bar-.*' };
    await monitored.put('snk', monitored.sink('snk', 'foo-topic,bar-topic', filtering(predicate)));
    await hasRead(monitored, 'snk', 'foo-topic', 40);
    await hasRead(monitored, 'snk', 'bar-topic', 30);
    expect(monitored.received('snk').map(({ topic }) => topic)).toEqual(
      Array.from({ length: 40 }, () => 'foo-topic'),
    );
  });

  it('testFilterOnTombstonesWithSinkConnector: exactly half of them', async () => {
    const monitored = await Monitored.start();
    await filled(monitored, 't', 40, { 'tombstone.every': '2' });
    const predicate = { type: `${PREDICATES}.RecordIsTombstone` };
    await monitored.put('snk', monitored.sink('snk', 't', filtering(predicate)));
    await hasRead(monitored, 'snk', 't', 40);
    expect(monitored.received('snk')).toHaveLength(20);
    expect(monitored.received('snk').every(({ value }) => value !== null)).toBe(true);
  });

  it('testFilterOnHasHeaderKeyWithSourceConnectorAndTopicCreation: every record that is left has the header', async () => {
    const monitored = await Monitored.start();
    const predicate = { type: `${PREDICATES}.HasHeaderKey`, name: 'header-8', negate: 'true' };
    const { 'predicates.p.negate': negate = '', ...filter } = filtering(predicate);
    const creation = {
      'topic.creation.default.replication.factor': '1',
      'topic.creation.default.partitions': '1',
    };
    const source = { topic: 't', headers: '10', ...filter, 'transforms.filter.negate': negate, ...creation };
    await monitored.put('src', monitored.source('src', source));
    await monitored.put('snk', monitored.sink('snk', 't'));
    const records = await monitored.receives('snk', 10);
    expect(records.every(({ names }) => names?.join() === 'header-8')).toBe(true);
  });
});

describe('ExampleConnectIntegrationTest', () => {
  it.each([
    ['testSinkConnector', 'sink', 'tasks.max'],
    ['testSourceConnector', 'source', 'tasks.max'],
  ] as const)('%s: one error, then none; every record and commit is seen', async (_, kind, option) => {
    const monitored = await Monitored.start();
    const config =
      kind === 'sink'
        ? monitored.sink('it', 't', { 'tasks.max': '3' })
        : monitored.source('it', { topic: 't', 'max.messages': '30' });
    const errors = async (given: Record<string, string>) => {
      const path = `/connector-plugins/${config['connector.class']}/config/validate`;
      return ((await monitored.call('PUT', path, given)).body as { error_count: number }).error_count;
    };
    expect(await errors({ ...config, [option]: '0' })).toBe(1);
    expect(await errors(config)).toBe(0);
    await monitored.put('it', config);
    if (kind === 'sink') await filled(monitored, 't', 30);
    else await monitored.put('snk', monitored.sink('snk', 't'));
    await monitored.receives(kind === 'sink' ? 'it' : 'snk', 30);
    await monitored.commits('it', 1);
  });
});

describe('ErrorHandlingIntegrationTest', () => {
  it('testErrantRecordReporter: what the task reports is in the dead letter queue, key by key', async () => {
    const monitored = await Monitored.start();
    await filled(monitored, 't', 100);
    await monitored.put('snk', {
      ...monitored.sink('snk', 't', { errant: 'true' }),
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': 'dead',
    });
    await monitored.put('dead', monitored.sink('dead', 'dead'));
    const dead = await monitored.receives('dead', 100);
    expect(dead.map(({ key }) => key)).toEqual(Array.from({ length: 100 }, (_, n) => `key-0-${n + 1}`));
    await monitored.settles('snk', 'RUNNING', 'RUNNING');
  });
});

describe('ExactlyOnceSourceIntegrationTest', () => {
  it('testPreflightValidation: one error for each answer but support, none once it is supported', async () => {
    const monitored = await Monitored.start({ 'exactly.once.source.support': 'enabled' });
    const errorsOf = async (more: Record<string, string>) => {
      const config = monitored.source('src', { 'exactly.once.support': 'required', ...more });
      const path = `/connector-plugins/${config['connector.class']}/config/validate`;
      const { configs } = (await monitored.call('PUT', path, config)).body as {
        configs: { value: { errors: string[] } }[];
      };
      return configs.flatMap(({ value }) => value.errors);
    };
    for (const [answer, words] of [
      ['fail', 'An unexpected error occurred during validation: oops'],
      ['null', 'The connector does not implement the API required for preflight validation'],
      [
        'unsupported',
        'The connector does not support exactly-once semantics with the provided configuration.',
      ],
    ] as const) {
      expect(await errorsOf({ 'custom.exactly.once.support': answer })).toEqual([
        expect.stringContaining(words),
      ]);
    }
    expect(await errorsOf({ 'custom.exactly.once.support': 'supported' })).toEqual([]);
    const boundary = { 'transaction.boundary': 'connector' };
    for (const answer of ['fail', 'unsupported']) {
      expect(await errorsOf({ ...boundary, 'custom.transaction.boundary.support': answer })).toHaveLength(1);
    }
    expect(await errorsOf({ ...boundary, 'custom.transaction.boundary.support': 'supported' })).toEqual([]);
  });
});
