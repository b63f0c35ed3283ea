import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, newDir } from '../support.ts';
import { Monitored } from './support.ts';

const runs = (tasks: number) => Array.from({ length: tasks + 1 }, () => 'RUNNING');
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';

describe('ConnectWorkerIntegrationTest', () => {
  it('testRestartFailedTask: a config that lets the task fail is corrected, and a restart brings it up', async () => {
    const monitored = await Monitored.start();
    const config = monitored.source('src');
    await monitored.has('src', { ...config, 'inject.error': 'task-start' }, 'RUNNING', 'FAILED');
    await monitored.put('src', config);
    await monitored.call('POST', '/connectors/src/tasks/0/restart');
    await monitored.settles('src', 'RUNNING', 'RUNNING');
  });

  it('testTaskStatuses: one, five, three tasks are exactly so many in the status', async () => {
    const monitored = await Monitored.start();
    for (const count of [1, 5, 3]) {
      const config = monitored.source('src', { 'tasks.max': '7', 'num.tasks': String(count) });
      await monitored.has('src', config, ...runs(count));
      const { body } = await monitored.call('GET', '/connectors/src/tasks');
      expect((body as unknown[]).length).toBe(count);
    }
  });

  it('testPauseStopResume: all six ways between the states, each asked for twice', async () => {
    const monitored = await Monitored.start();
    const states = {
      pause: ['PAUSED', 'PAUSED', 'PAUSED'],
      stop: ['STOPPED'],
      resume: ['RUNNING', 'RUNNING', 'RUNNING'],
    };
    await monitored.has('src', monitored.source('src', { 'tasks.max': '2' }), ...states.resume);
    for (const verb of ['pause', 'stop', 'pause', 'resume', 'stop', 'resume', 'pause', 'resume'] as const) {
      // From STOPPED a pause has no tasks to pause.
      const [connector] = await monitored.states('src');
      const wanted = verb === 'pause' && connector === 'STOPPED' ? ['PAUSED'] : states[verb];
      for (const _ of [1, 2]) {
        const { status } = await monitored.call('PUT', `/connectors/src/${verb}`);
        expect(status).toBe(verb === 'stop' ? 204 : 202);
        await monitored.settles('src', ...wanted);
      }
      if (verb === 'stop') expect((await monitored.call('GET', '/connectors/src/tasks')).body).toEqual([]);
    }
  });

  it.each([
    ['connector-start', 'FAILED'],
    ['connector-stop', 'RUNNING'],
  ])(
    'testStoppedState: with errors in %s it still stops; its config can be mended, it resumes and is deleted',
    async (hook, first) => {
      const monitored = await Monitored.start();
      const broken = monitored.source('src', { 'inject.error': hook });
      await monitored.put('src', broken);
      await eventually(
        () => monitored.states('src'),
        ([connector]) => connector === first,
      );
      expect((await monitored.call('PUT', '/connectors/src/stop')).status).toBe(204);
      await monitored.settles('src', 'STOPPED');
      await monitored.put('src', monitored.source('src'));
      await monitored.settles('src', 'STOPPED');
      await monitored.call('PUT', '/connectors/src/resume');
      await monitored.settles('src', 'RUNNING', 'RUNNING');
      await monitored.call('PUT', '/connectors/src/stop');
      await monitored.settles('src', 'STOPPED');
      expect((await monitored.call('DELETE', '/connectors/src')).status).toBe(204);
      await monitored.settles('src', '404');
    },
  );

  it('testCreateConnectorWithPausedInitialState: no task before it is resumed', async () => {
    const monitored = await Monitored.start();
    const config = monitored.source('src');
    const { status } = await monitored.call('POST', '/connectors', {
      name: 'src',
      config,
      initial_state: 'PAUSED',
    });
    expect(status).toBe(201);
    await eventually(
      () => monitored.states('src'),
      ([connector]) => connector === 'PAUSED',
    );
    expect(monitored.count('src', 'task-start')).toBe(0);
    await monitored.call('PUT', '/connectors/src/resume');
    await monitored.settles('src', 'RUNNING', 'RUNNING');
  });

  it('testCreateSourceConnectorWithStoppedInitialStateAndModifyOffsets: exactly the other five of ten records', async () => {
    const monitored = await Monitored.start();
    const config = monitored.source('src', { topic: 't', 'max.messages': '5' });
    await monitored.call('POST', '/connectors', { name: 'src', config, initial_state: 'STOPPED' });
    await monitored.settles('src', 'STOPPED');
    const offsets = [{ partition: { 'task.id': 'src-0' }, offset: { saved: 5 } }];
    expect((await monitored.call('PATCH', '/connectors/src/offsets', { offsets })).status).toBe(200);
    await monitored.call('PUT', '/connectors/src/resume');
    await monitored.has('snk', monitored.sink('snk', 't'), 'RUNNING', 'RUNNING');
    const records = await monitored.receives('snk', 5);
    expect(records.map(({ key }) => key)).toEqual([6, 7, 8, 9, 10].map((seqno) => `key-0-${seqno}`));
  });

  it('testCreateSinkConnectorWithStoppedInitialStateAndModifyOffsets: exactly the last five of ten records', async () => {
    const monitored = await Monitored.start();
    await monitored.put('src', monitored.source('src', { topic: 't', 'max.messages': '10' }));
    const config = monitored.sink('snk', 't');
    await monitored.call('POST', '/connectors', { name: 'snk', config, initial_state: 'STOPPED' });
    await monitored.settles('snk', 'STOPPED');
    const offsets = [{ partition: { kafka_topic: 't', kafka_partition: 0 }, offset: { kafka_offset: 5 } }];
    expect((await monitored.call('PATCH', '/connectors/snk/offsets', { offsets })).status).toBe(200);
    await monitored.call('PUT', '/connectors/snk/resume');
    const records = await monitored.receives('snk', 5);
    expect(records.map(({ offset }) => offset)).toEqual([5, 6, 7, 8, 9]);
  });

  it.each(['PAUSED', 'STOPPED'])(
    'testDeleteConnectorCreatedWithPausedOrStoppedInitialState: %s',
    async (state) => {
      const monitored = await Monitored.start();
      const config = monitored.source('src');
      await monitored.call('POST', '/connectors', { name: 'src', config, initial_state: state });
      await eventually(
        () => monitored.states('src'),
        ([connector]) => connector === state,
      );
      expect((await monitored.call('DELETE', '/connectors/src')).status).toBe(204);
      await monitored.settles('src', '404');
    },
  );

  it('testPatchConnectorConfig: changes, adds, deletes with null, and leaves the rest', async () => {
    const monitored = await Monitored.start();
    expect((await monitored.call('PATCH', '/connectors/none/config', {})).status).toBe(404);
    const config = monitored.source('src', { unaffected: 'same', changed: 'old', gone: 'x' });
    await monitored.has('src', config, 'RUNNING', 'RUNNING');
    const patch = { changed: 'new', added: 'more', gone: null };
    const { status, body } = await monitored.call('PATCH', '/connectors/src/config', patch);
    const { gone: _, ...rest } = config;
    const patched = { ...rest, changed: 'new', added: 'more' };
    expect([status, (body as { config: unknown }).config]).toEqual([200, patched]);
    expect((await monitored.call('GET', '/connectors/src/config')).body).toEqual(patched);
  });

  it('testTasksMaxEnforcement: too many tasks are refused in words, unless enforcement is off', async () => {
    const monitored = await Monitored.start();
    const config = monitored.source('src', { 'tasks.max': '1', 'num.tasks': '2' });
    await monitored.has('src', config, 'FAILED');
    expect(await monitored.trace('src')).toContain(
      "The connector src has generated 2 tasks, which is greater than 1, the maximum number of tasks it is configured to create. This behaviour should be considered a bug and is disallowed. If necessary, it can be permitted by reconfiguring the connector with 'tasks.max.enforce' set to false; however, this option will be removed in a future release of Kafka Connect.",
    );
    await monitored.has('src', { ...config, 'tasks.max.enforce': 'false' }, ...runs(2));
    await monitored.put('src', { ...config, 'num.tasks': '3' });
    await eventually(
      () => monitored.states('src'),
      ([connector]) => connector === 'FAILED',
    );
  });

  it('testCompactedDeletedOlderConnectorConfig: tasks of a deleted connector are not revived with its name', async () => {
    const dir = newDir();
    const first = await Monitored.start({}, dir);
    await first.has('src', first.source('src', { 'tasks.max': '3' }), ...runs(3));
    await first.call('DELETE', '/connectors/src');
    await first.settles('src', '404');
    await first.worker.close();
    const second = await Monitored.start({}, dir);
    expect((await second.call('GET', '/connectors')).body).toEqual([]);
    await second.has('src', second.source('src', { 'tasks.max': '2' }), ...runs(2));
    await second.worker.close();
    const third = await Monitored.start({}, dir);
    await third.settles('src', ...runs(2));
  });

  it('testReconfigureConnectorWithFailingTaskConfigs: a secrets file that is gone holds up no new config', async () => {
    const dir = newDir();
    const secrets = join(dir, 'secrets.properties');
    writeFileSync(secrets, 'topic=from-file\n');
    const monitored = await Monitored.start(
      {
        'config.providers': 'file',
        'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
        'config.providers.file.param.allowed.paths': dir,
      },
      dir,
    );
    const config = monitored.source('src', { topic: `\${file:${secrets}:topic}` });
    await monitored.has('src', config, 'RUNNING', 'RUNNING');
    rmSync(secrets);
    await monitored.put('src', monitored.source('src', { topic: 'plain' }));
    await monitored.settles('src', 'RUNNING', 'RUNNING');
    await eventually(
      async () => JSON.stringify((await monitored.call('GET', '/connectors/src/topics')).body),
      (topics) => topics.includes('"plain"'),
    );
  });

  it('testRuntimePropertyReconfiguration: what a wrong converter stopped goes on with the right one, from the first record', async () => {
    const monitored = await Monitored.start();
    await monitored.put('src', monitored.source('src', { topic: 't', 'max.messages': '10' }));
    const wrong = { 'value.converter': JSON_CONVERTER };
    await monitored.has('snk', monitored.sink('snk', 't', wrong), 'RUNNING', 'FAILED');
    expect(await monitored.offsets('snk')).toEqual([]);
    await monitored.put('snk', monitored.sink('snk', 't'));
    const records = await monitored.receives('snk', 10);
    expect(records[0]?.offset).toBe(0);
    await monitored.settles('snk', 'RUNNING', 'RUNNING');
  });

  it.each(['MonitorableSourceConnector', 'MonitorableSource'])(
    'testPluginAliases: connector %s, and converters by their short names',
    async (alias) => {
      const monitored = await Monitored.start();
      const config = {
        ...monitored.source('src'),
        'connector.class': alias,
        'key.converter': 'StringConverter',
        'value.converter': 'String',
      };
      await monitored.has('src', config, 'RUNNING', 'RUNNING');
      await monitored.commits('src');
    },
  );
});
