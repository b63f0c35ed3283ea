import { describe, expect, it } from 'vitest';
import { eventually } from '../support.ts';
import { Monitored } from './support.ts';

const TASKS = 2;
const RUNNING = ['RUNNING', 'RUNNING', 'RUNNING'];
const MANY = { 'tasks.max': String(TASKS), 'max.messages': '10', 'messages.per.poll': '5' };
const OWN = { 'alter.offsets': 'own' };
const by = (connector: boolean, verb: string) =>
  connector
    ? `The offsets for this connector have been ${verb} successfully`
    : `The Connect framework-managed offsets for this connector have been ${verb} successfully. However, if this connector manages offsets externally, they will need to be manually ${verb} in the system that the connector uses.`;

/** A source of ten records for each of two tasks, all of them committed. */
async function givenSource(more: Record<string, string> = {}, worker: Record<string, string> = {}) {
  const monitored = await Monitored.start(worker);
  await monitored.has('src', monitored.source('src', { ...MANY, ...more }), ...RUNNING);
  await eventually(
    () => monitored.offsets('src'),
    (offsets) => offsets.length === TASKS && offsets.every(({ offset }) => offset.saved === 10),
  );
  return monitored;
}

/** A sink that has read and committed the ten records of a topic. */
async function givenSink(more: Record<string, string> = {}) {
  const monitored = await Monitored.start();
  const source = monitored.source('feed', { topic: 't', 'max.messages': '10', 'messages.per.poll': '5' });
  await monitored.has('feed', source, 'RUNNING', 'RUNNING');
  await monitored.has('snk', monitored.sink('snk', 't', more), 'RUNNING', 'RUNNING');
  await sinkReaches(monitored, 10);
  return monitored;
}

const sinkReaches = (of: Monitored, offset: number) =>
  eventually(
    () => of.offsets('snk'),
    (offsets) => offsets.length === 1 && offsets[0]?.offset.kafka_offset === offset,
  );
const stop = async (of: Monitored, name: string) => {
  expect((await of.call('PUT', `/connectors/${name}/stop`)).status).toBe(204);
  await of.settles(name, 'STOPPED');
};
const resume = async (of: Monitored, name: string, ...states: string[]) => {
  expect((await of.call('PUT', `/connectors/${name}/resume`)).status).toBe(202);
  await of.settles(name, ...states);
};
const alter = (of: Monitored, name: string, offsets: unknown) =>
  of.call('PATCH', `/connectors/${name}/offsets`, { offsets });
const at = (partition: object, offset: object | null) => ({ partition, offset });
const sinkAt = (offset: number) => [at({ kafka_topic: 't', kafka_partition: 0 }, { kafka_offset: offset })];

describe('OffsetsApiIntegrationTest, reading', () => {
  it('testGetNonExistentConnectorOffsets', async () => {
    const monitored = await Monitored.start();
    expect((await monitored.call('GET', '/connectors/none/offsets')).status).toBe(404);
  });

  it('testGetSinkConnectorOffsets: up to the number of records', async () => {
    const monitored = await givenSink();
    expect(await monitored.offsets('snk')).toEqual(sinkAt(10));
  });

  it('testGetSinkConnectorOffsetsOverriddenConsumerGroupId: they are that group’s, and the default one has none', async () => {
    const monitored = await givenSink({ 'consumer.override.group.id': 'overridden' });
    await stop(monitored, 'snk');
    await monitored.call('PUT', '/connectors/snk/config', monitored.sink('snk', 't'));
    expect(await monitored.offsets('snk')).toEqual([]);
  });

  it('testGetSourceConnectorOffsets: one for each task', async () => {
    const monitored = await givenSource();
    expect((await monitored.offsets('src')).map(({ partition }) => partition['task.id']).toSorted()).toEqual([
      'src-0',
      'src-1',
    ]);
  });
});

describe('OffsetsApiIntegrationTest, altering', () => {
  it('testAlterOffsetsNonExistentConnector', async () => {
    const monitored = await Monitored.start();
    const { status, body } = await alter(monitored, 'none', sinkAt(1));
    expect([status, (body as { message: string }).message]).toEqual([404, 'Connector none not found']);
  });

  it('testAlterOffsetsNonStoppedConnector: 400 while it runs and while it is paused', async () => {
    const monitored = await givenSource();
    const change = [at({ 'task.id': 'src-0' }, { saved: 5 })];
    const refusal = { message: expect.stringContaining('Connectors must be in the STOPPED state') };
    expect(await alter(monitored, 'src', change)).toMatchObject({ status: 400, body: refusal });
    await monitored.call('PUT', '/connectors/src/pause');
    await monitored.settles('src', 'PAUSED', 'PAUSED', 'PAUSED');
    expect(await alter(monitored, 'src', change)).toMatchObject({ status: 400, body: refusal });
  });

  it.each([
    ['testAlterSinkConnectorOffsets', {}],
    [
      'testAlterSinkConnectorOffsetsOverriddenConsumerGroupId',
      { 'consumer.override.group.id': 'overridden' },
    ],
  ])('%s: it starts exactly there', async (_, more) => {
    const monitored = await givenSink({ ...more, ...OWN });
    await stop(monitored, 'snk');
    expect(await alter(monitored, 'snk', sinkAt(5))).toEqual({
      status: 200,
      body: { message: by(true, 'altered') },
    });
    expect(await monitored.offsets('snk')).toEqual(sinkAt(5));
    await resume(monitored, 'snk', 'RUNNING', 'RUNNING');
    const records = await monitored.receives('snk', 15);
    expect(records.slice(10).map(({ offset }) => offset)).toEqual([5, 6, 7, 8, 9]);
    await stop(monitored, 'snk');
    await monitored.put('snk', monitored.sink('snk', 't', more));
    const reset = [at({ kafka_topic: 't', kafka_partition: 0 }, null)];
    expect(await alter(monitored, 'snk', reset)).toEqual({
      status: 200,
      body: { message: by(false, 'altered') },
    });
    expect(await monitored.offsets('snk')).toEqual([]);
    await resume(monitored, 'snk', 'RUNNING', 'RUNNING');
    const again = await monitored.receives('snk', 25);
    expect(again.slice(15).map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('testAlterSinkConnectorOffsetsZombieSinkTasks: a task that does not stop is ended, so that none is left to refuse', async () => {
    const monitored = await givenSink({ block: 'task-stop' });
    await stop(monitored, 'snk');
    expect((await alter(monitored, 'snk', sinkAt(3))).status).toBe(200);
    expect(await monitored.offsets('snk')).toEqual(sinkAt(3));
  });

  const partition = { kafka_topic: 't', kafka_partition: 0 };
  it.each<[string, unknown, string]>([
    ['nothing', [], 'Partitions / offsets need to be provided'],
    [
      'no partition',
      [{ offset: { kafka_offset: 1 } }],
      'The partition for a sink connector offset cannot be null or missing',
    ],
    [
      'no topic',
      [at({ kafka_partition: 0 }, { kafka_offset: 1 })],
      "must contain the keys 'kafka_topic' and 'kafka_partition'",
    ],
    [
      'a partition that is no number',
      [at({ ...partition, kafka_partition: 'x' }, { kafka_offset: 1 })],
      'Partition values for sink connectors need to be integers',
    ],
    [
      'no kafka_offset',
      [at(partition, { other: 1 })],
      "The offset for a sink connector should either be null or contain the key 'kafka_offset'",
    ],
    [
      'an offset that is no number',
      [at(partition, { kafka_offset: 'x' })],
      'Offset values for sink connectors need to be integers',
    ],
  ])('testAlterSinkConnectorOffsetsInvalidRequestBody: %s', async (_, offsets, words) => {
    const monitored = await Monitored.start();
    await monitored.has('snk', monitored.sink('snk', 't'), 'RUNNING', 'RUNNING');
    await stop(monitored, 'snk');
    const { status, body } = await alter(monitored, 'snk', offsets);
    expect([status, (body as { message: string }).message]).toEqual([400, expect.stringContaining(words)]);
  });

  it.each([
    ['testAlterSourceConnectorOffsets', {}],
    [
      'testAlterSourceConnectorOffsetsExactlyOnceSupportEnabled',
      { 'exactly.once.source.support': 'enabled' },
    ],
  ])('%s: every task starts exactly there', async (_, worker) => {
    const monitored = await givenSource(OWN, worker);
    await monitored.has('snk', monitored.sink('snk', 'src-topic'), 'RUNNING', 'RUNNING');
    await monitored.receives('snk', 20);
    await stop(monitored, 'src');
    const changes = [0, 1].map((task) => at({ 'task.id': `src-${task}` }, { saved: 5 }));
    expect(await alter(monitored, 'src', changes)).toEqual({
      status: 200,
      body: { message: by(true, 'altered') },
    });
    expect(await monitored.offsets('src')).toEqual(expect.arrayContaining(changes));
    await resume(monitored, 'src', ...RUNNING);
    const records = await monitored.receives('snk', 40);
    const first = records.slice(20).find(({ key }) => key?.startsWith('key-0-'));
    expect(first?.key).toBe('key-0-6');
  });

  it.each<[string, unknown, string]>([
    ['an empty list', { offsets: [] }, 'Partitions / offsets need to be provided'],
    ['no list', {}, 'Partitions / offsets need to be provided'],
    ['a text for a list', { offsets: 'x' }, 'offsets'],
    ['a text for a partition', { offsets: [{ partition: 'x', offset: {} }] }, 'partition'],
    ['a nested value', { offsets: [at({ p: {} }, { o: 1 })] }, 'p'],
    ['an unknown member', { offsets: [{ ...at({ p: 1 }, { o: 1 }), more: 1 }] }, 'more'],
    ['no JSON object', [], ''],
  ])('testAlterSourceConnectorOffsetsInvalidRequestBody: %s is 400 in words', async (_, body, words) => {
    const monitored = await Monitored.start();
    await monitored.has('src', monitored.source('src'), 'RUNNING', 'RUNNING');
    await stop(monitored, 'src');
    const answer = await monitored.call('PATCH', '/connectors/src/offsets', body);
    expect([answer.status, (answer.body as { message: string }).message]).toEqual([
      400,
      expect.stringContaining(words),
    ]);
  });
});

describe('OffsetsApiIntegrationTest, resetting', () => {
  const reset = (of: Monitored, name: string) => of.call('DELETE', `/connectors/${name}/offsets`);

  it.each([
    ['testResetSinkConnectorOffsets', {}],
    [
      'testResetSinkConnectorOffsetsOverriddenConsumerGroupId',
      { 'consumer.override.group.id': 'overridden' },
    ],
    ['testResetSinkConnectorOffsetsZombieSinkTasks (the task is ended)', { block: 'task-stop' }],
  ])('%s: twice as well as once, then everything comes again', async (_, more) => {
    const monitored = await givenSink({ ...more, ...OWN });
    await stop(monitored, 'snk');
    const done = { status: 200, body: { message: by(true, 'reset') } };
    expect(await reset(monitored, 'snk')).toEqual(done);
    expect(await reset(monitored, 'snk')).toEqual(done);
    expect(await monitored.offsets('snk')).toEqual([]);
    await resume(monitored, 'snk', 'RUNNING', 'RUNNING');
    const records = await monitored.receives('snk', 20);
    expect(records.slice(10).map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each([
    ['testResetSourceConnectorOffsets', {}],
    [
      'testResetSourceConnectorOffsetsExactlyOnceSupportEnabled',
      { 'exactly.once.source.support': 'enabled' },
    ],
  ])('%s: twice as well as once, then every task begins anew', async (_, worker) => {
    const monitored = await givenSource({}, worker);
    await monitored.has('snk', monitored.sink('snk', 'src-topic'), 'RUNNING', 'RUNNING');
    await monitored.receives('snk', 20);
    await stop(monitored, 'src');
    const done = { status: 200, body: { message: by(false, 'reset') } };
    expect(await reset(monitored, 'src')).toEqual(done);
    expect(await reset(monitored, 'src')).toEqual(done);
    expect(await monitored.offsets('src')).toEqual([]);
    await resume(monitored, 'src', ...RUNNING);
    const records = await monitored.receives('snk', 40);
    for (const task of [0, 1]) {
      expect(records.slice(20).find(({ key }) => key?.startsWith(`key-${task}-`))?.key).toBe(`key-${task}-1`);
    }
  });
});
