import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, fileSink, fileSource, newDir, numberedLines, readText, untilReads } from '../support.ts';
import { Monitored } from './support.ts';

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';
const TOOLS = 'org.apache.kafka.connect.tools';
const mock = (kind: 'Source' | 'Sink', mode: string): Record<string, string> => ({
  'connector.class': `${TOOLS}.Mock${kind}Connector`,
  mock_mode: mode,
  delay_ms: '500',
  ...(kind === 'Sink' ? { topics: 'mock' } : {}),
});

describe('ConnectDistributedTest', () => {
  it('test_restart_failed_connector', async () => {
    const monitored = await Monitored.start();
    await monitored.put('mock', mock('Sink', 'connector-failure'));
    await eventually(
      () => monitored.states('mock'),
      ([connector]) => connector === 'FAILED',
    );
    expect((await monitored.call('POST', '/connectors/mock/restart')).status).toBe(204);
    await eventually(
      () => monitored.states('mock'),
      ([connector]) => connector === 'RUNNING',
    );
  });

  it.each([
    ['source', 'Source', {}],
    ['exactly-once source', 'Source', { 'exactly.once.source.support': 'enabled' }],
    ['sink', 'Sink', {}],
  ] as const)('test_restart_failed_task: %s', async (_, kind, worker) => {
    const monitored = await Monitored.start(worker);
    await monitored.has('mock', mock(kind, 'task-failure'), 'RUNNING', 'FAILED');
    expect((await monitored.call('POST', '/connectors/mock/tasks/0/restart')).status).toBe(204);
    await monitored.settles('mock', 'RUNNING', 'RUNNING');
  });

  it('test_restart_connector_and_tasks_failed_connector', async () => {
    const monitored = await Monitored.start();
    await monitored.put('mock', mock('Sink', 'connector-failure'));
    await eventually(
      () => monitored.states('mock'),
      ([connector]) => connector === 'FAILED',
    );
    expect((await monitored.restart('mock', true, false)).status).toBe(202);
    await eventually(
      () => monitored.states('mock'),
      ([connector]) => connector === 'RUNNING',
    );
  });

  it.each(['Source', 'Sink'] as const)('test_restart_connector_and_tasks_failed_task: %s', async (kind) => {
    const monitored = await Monitored.start();
    await monitored.has('mock', mock(kind, 'task-failure'), 'RUNNING', 'FAILED');
    expect((await monitored.restart('mock', false, true)).status).toBe(202);
    await monitored.settles('mock', 'RUNNING', 'RUNNING');
  });

  it('test_pause_and_resume_source: nothing new while paused', async () => {
    const monitored = await Monitored.start();
    await monitored.has('src', monitored.source('src', { topic: 't' }), 'RUNNING', 'RUNNING');
    await monitored.has('snk', monitored.sink('snk', 't'), 'RUNNING', 'RUNNING');
    await monitored.receives('snk', 1);
    await monitored.call('PUT', '/connectors/src/pause');
    await monitored.settles('src', 'PAUSED', 'PAUSED');
    const [paused] = await monitored.offsets('src');
    const sent = Number(paused?.offset.saved);
    await monitored.receives('snk', sent);
    await monitored.has('later', monitored.source('later'), 'RUNNING', 'RUNNING');
    expect(await monitored.offsets('src')).toEqual([paused]);
    expect(monitored.received('snk')).toHaveLength(sent);
    await monitored.call('PUT', '/connectors/src/resume');
    await monitored.receives('snk', sent + 1);
    await monitored.settles('src', 'RUNNING', 'RUNNING');
  });

  it('test_pause_and_resume_sink: nothing is read while paused, all of it afterwards', async () => {
    const monitored = await Monitored.start();
    await monitored.has('src', monitored.source('src', { topic: 't' }), 'RUNNING', 'RUNNING');
    await monitored.has('snk', monitored.sink('snk', 't'), 'RUNNING', 'RUNNING');
    await monitored.receives('snk', 1);
    await monitored.call('PUT', '/connectors/snk/pause');
    await monitored.settles('snk', 'PAUSED', 'PAUSED');
    const { length } = monitored.received('snk');
    const [before] = await monitored.offsets('src');
    await eventually(
      () => monitored.offsets('src'),
      ([now]) => Number(now?.offset.saved) > Number(before?.offset.saved) + 20,
    );
    expect(monitored.received('snk')).toHaveLength(length);
    await monitored.call('PUT', '/connectors/snk/resume');
    const records = await monitored.receives('snk', length + 20);
    expect(records.map(({ offset }) => offset)).toEqual(records.map((_, index) => index));
  });

  it('test_pause_state_persistent: PAUSED survives a restart of the worker', async () => {
    const dir = newDir();
    const first = await Monitored.start({}, dir);
    await first.has('src', first.source('src'), 'RUNNING', 'RUNNING');
    await first.call('PUT', '/connectors/src/pause');
    await first.settles('src', 'PAUSED', 'PAUSED');
    await first.worker.close();
    const second = await Monitored.start({}, dir);
    await second.settles('src', 'PAUSED', 'PAUSED');
  });

  it('test_dynamic_logging: last_modified moves with a real change only, a restart forgets', async () => {
    const dir = newDir();
    const first = await Monitored.start({}, dir);
    const logger = '/admin/loggers/org.apache.kafka.connect.runtime.Worker';
    const read = async (of: Monitored) =>
      (await of.call('GET', logger)).body as { level: string; last_modified: number | null };
    expect((await read(first)).last_modified).toBeNull();
    await first.call('PUT', logger, { level: 'DEBUG' });
    const changed = await read(first);
    expect(changed).toMatchObject({ level: 'DEBUG', last_modified: expect.any(Number) });
    await first.call('PUT', logger, { level: 'DEBUG' });
    expect(await read(first)).toEqual(changed);
    await first.call('PUT', `${logger}?scope=cluster`, { level: 'TRACE' });
    expect((await read(first)).level).toBe('TRACE');
    await first.worker.close();
    const second = await Monitored.start({}, dir);
    expect(await read(second)).toEqual({ level: 'INFO', last_modified: null });
  });

  it.each([
    ['JsonConverter with schemas', { 'key.converter': JSON_CONVERTER, 'value.converter': JSON_CONVERTER }],
    ['StringConverter', {}],
  ])(
    'test_file_source_and_sink: equal files, and across a restart only what is new; %s',
    async (_, converters) => {
      const dir = newDir();
      const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
      writeFileSync(input, numberedLines(50));
      const first = await Monitored.start(converters, dir);
      await first.put('src', fileSource(input, 'lines'));
      await first.put('snk', fileSink(output, 'lines'));
      await untilReads(output, numberedLines(50));
      await first.worker.close();
      appendFileSync(input, numberedLines(50, 50));
      await Monitored.start(converters, dir);
      await eventually(
        () => readText(output),
        (text) => text.length >= numberedLines(100).length,
      );
      expect(readText(output)).toBe(numberedLines(100));
    },
  );

  it('test_bounce (clean): no gap and no duplicate over three restarts', async () => {
    const dir = newDir();
    for (let round = 1; round <= 3; round += 1) {
      const monitored = await Monitored.start({}, dir);
      await monitored.has('src', monitored.source('src', { topic: 't', 'tasks.max': '3' }), ...runs(3));
      await monitored.has('snk', monitored.sink('snk', 't', { 'tasks.max': '3' }), ...runs(3));
      await monitored.receives('snk', round * 300);
      await monitored.worker.close();
    }
    const last = await Monitored.start({}, dir);
    await last.call('PUT', '/connectors/src/stop');
    await last.settles('src', 'STOPPED');
    const sent = (await last.offsets('src')).map(({ offset }) => Number(offset.saved));
    const total = sent.reduce((sum, count) => sum + count, 0);
    const records = await last.receives('snk', total);
    expect(records.map(({ key }) => key).toSorted()).toEqual(
      sent.flatMap((count, task) => numbers(count).map((seqno) => `key-${task}-${seqno}`)).toSorted(),
    );
  });

  it('test_transformations: HoistField and InsertField make the record upstream makes', async () => {
    const dir = newDir();
    writeFileSync(join(dir, 'in.txt'), 'a text\n');
    const monitored = await Monitored.start(
      { 'key.converter': JSON_CONVERTER, 'value.converter': JSON_CONVERTER },
      dir,
    );
    await monitored.put('src', {
      ...fileSource(join(dir, 'in.txt'), 'lines'),
      transforms: 'hoistToStruct,insertTimestampField',
      'transforms.hoistToStruct.type': 'org.apache.kafka.connect.transforms.HoistField$Value',
      'transforms.hoistToStruct.field': 'content',
      'transforms.insertTimestampField.type': 'org.apache.kafka.connect.transforms.InsertField$Value',
      'transforms.insertTimestampField.timestamp.field': 'ts',
    });
    const plain = { 'value.converter': 'org.apache.kafka.connect.storage.StringConverter' };
    await monitored.put('snk', { ...monitored.sink('snk', 'lines', plain) });
    const [record] = await monitored.receives('snk', 1);
    const { schema, payload } = JSON.parse(record?.value ?? '') as {
      schema: unknown;
      payload: { ts: number };
    };
    expect(schema).toEqual({
      type: 'struct',
      fields: [
        { type: 'string', optional: false, field: 'content' },
        {
          ...{ type: 'int64', optional: true, field: 'ts' },
          ...{ name: 'org.apache.kafka.connect.data.Timestamp', version: 1 },
        },
      ],
      optional: false,
    });
    expect(payload).toEqual({ content: 'a text', ts: expect.any(Number) });
  });
});

describe('ConnectStandaloneFileTest', () => {
  it('test_skip_and_log_to_dlq, tolerance all: good lines arrive, broken ones in order in the dead letter queue', async () => {
    const { monitored, good, broken } = await skipping('all');
    await eventually(
      () => readText(join(monitored.dir, 'out.txt')),
      (text) => text.split('\n').length === good.length + 1,
    );
    const dead = await monitored.receives('dead', broken.length);
    expect(dead.map(({ value }) => value)).toEqual(broken);
    expect(readText(join(monitored.dir, 'out.txt'))).toBe(good.map((n) => `{n=${n}}\n`).join(''));
  });

  it('test_skip_and_log_to_dlq, tolerance none: nothing behind the first broken line, which is in the dead letter queue', async () => {
    const { monitored, broken } = await skipping('none');
    await monitored.settles('snk', 'RUNNING', 'FAILED');
    const dead = await monitored.receives('dead', 1);
    expect(dead.map(({ value }) => value)).toEqual(broken.slice(0, 1));
    expect(readText(join(monitored.dir, 'out.txt'))).toBe('');
  });
});

/** 200 lines of which each second one is broken JSON, the first included. */
async function skipping(tolerance: string) {
  const dir = newDir();
  const good = numbers(100);
  const broken = good.map((n) => `{"n":${n}`);
  writeFileSync(join(dir, 'in.txt'), good.map((n, i) => `${broken[i]}\n{"n":${n}}\n`).join(''));
  const monitored = await Monitored.start({}, dir);
  await monitored.put('src', fileSource(join(dir, 'in.txt'), 'lines'));
  await monitored.put('snk', {
    ...fileSink(join(dir, 'out.txt'), 'lines'),
    'value.converter': JSON_CONVERTER,
    'value.converter.schemas.enable': 'false',
    'errors.tolerance': tolerance,
    'errors.deadletterqueue.topic.name': 'dead-letters',
  });
  await monitored.put('dead', monitored.sink('dead', 'dead-letters'));
  return { monitored, good, broken };
}

function runs(tasks: number): string[] {
  return Array.from({ length: tasks + 1 }, () => 'RUNNING');
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
