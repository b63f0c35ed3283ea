import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ConnectorStateInfo } from '../../connect/rest/connectors.ts';
import { fileSink, fileSource, JSON_WITH_SCHEMAS } from './configs.ts';
import { contract } from './contract.ts';
import { appendLines, readText, waitForText } from './files.ts';
import { connectorPath } from './worker-client.ts';

contract('restarting what runs', (worker) => {
  const running = async () => {
    const name = worker.newName();
    await worker.givenRunning(name, fileSink(worker.file(name), name));
    return name;
  };
  const restart = (name: string, query = '') => worker.post(connectorPath(name, `/restart${query}`));

  it('a plain restart is 204 without a body and ends RUNNING', async () => {
    const name = await running();
    const answer = await restart(name);
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it.each([
    '?includeTasks=false',
    '?onlyFailed=false',
    '?includeTasks=nope',
    '?includeTasks=',
    '?includeTasks=1',
  ])('restart%s is a plain one: anything but true is false', async (query) => {
    const name = await running();
    expect((await restart(name, query)).status).toBe(204);
  });

  worker.itSince('3.0')(
    'includeTasks=true is 202 with everything RESTARTING, then everything RUNNING',
    async () => {
      const name = await running();
      const answer = await restart(name, '?includeTasks=true');
      expect(answer.status).toBe(202);
      const plan = ConnectorStateInfo.parse(answer.body);
      expect(plan).toMatchObject({
        name,
        type: 'sink',
        connector: { state: 'RESTARTING' },
        tasks: [{ id: 0, state: 'RESTARTING' }],
      });
      await worker.waitForStates(name, 'RUNNING', 'RUNNING');
    },
  );

  worker.itSince('3.0')('TRUE is true', async () => {
    const name = await running();
    expect((await restart(name, '?includeTasks=TRUE')).status).toBe(202);
  });

  worker.itSince('3.0').each(['?onlyFailed=true', '?includeTasks=true&onlyFailed=true'])(
    'restart%s with nothing failed is 202 and shows nothing RESTARTING',
    async (query) => {
      const name = await running();
      const answer = await restart(name, query);
      expect(answer.status).toBe(202);
      expect(answer.body).toMatchObject({ connector: { state: 'RUNNING' }, tasks: [{ state: 'RUNNING' }] });
    },
  );

  it('restarting one task is 204 and it runs again', async () => {
    const name = await running();
    const answer = await worker.post(connectorPath(name, '/tasks/0/restart'));
    expect(answer.status).toBe(204);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it.each(['', '?includeTasks=true'])('restart%s of a paused connector leaves it paused', async (query) => {
    const name = await running();
    await worker.put(connectorPath(name, '/pause'));
    await worker.waitForStates(name, 'PAUSED', 'PAUSED');
    await restart(name, query);
    await worker.settle();
    await worker.waitForStates(name, 'PAUSED', 'PAUSED');
  });

  worker.itSince('3.5')('restart with tasks of a stopped connector leaves it stopped', async () => {
    const name = await running();
    await worker.put(connectorPath(name, '/stop'));
    await worker.waitForStates(name, 'STOPPED');
    const answer = await restart(name, '?includeTasks=true');
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ connector: { state: 'RESTARTING' }, tasks: [] });
    await worker.settle();
    await worker.waitForStates(name, 'STOPPED');
  });
});

contract('restarting what failed', (worker) => {
  const failing = async () => {
    const name = worker.newName();
    const folder = worker.file(`missing-${name}`);
    await worker.given(name, fileSink(path.join(folder, 'out'), name));
    const status = await worker.waitForStates(name, 'RUNNING', 'FAILED');
    return { name, folder, status };
  };

  it('a sink whose folder is missing has a FAILED task with a trace, its connector stays RUNNING', async () => {
    const { name, folder, status } = await failing();
    const [task] = status.tasks;
    expect(task?.trace).toContain('org.apache.kafka.connect.errors.ConnectException');
    expect(task?.trace).toContain(
      `Couldn't find or create file '${path.join(folder, 'out')}' for FileStreamSinkTask`,
    );
    expect(status.connector.trace ?? undefined).toBeUndefined();
    const one = await worker.get(connectorPath(name, '/tasks/0/status'));
    expect(one.body).toEqual(task);
  });

  it('a failed task stays failed by itself and through a plain restart', async () => {
    const { name, folder } = await failing();
    mkdirSync(folder);
    expect((await worker.post(connectorPath(name, '/restart'))).status).toBe(204);
    await worker.settle();
    expect(await worker.watchStates(name, 'RUNNING [FAILED]')).toEqual(['RUNNING [FAILED]']);
  });

  worker.itSince('3.0')(
    'onlyFailed without includeTasks restarts nothing of a connector that runs',
    async () => {
      const { name, folder } = await failing();
      mkdirSync(folder);
      const answer = await worker.post(connectorPath(name, '/restart?onlyFailed=true'));
      expect(answer.status).toBe(202);
      expect(answer.body).toMatchObject({ connector: { state: 'RUNNING' }, tasks: [{ state: 'FAILED' }] });
      await worker.settle();
      expect(await worker.watchStates(name, 'RUNNING [FAILED]')).toEqual(['RUNNING [FAILED]']);
    },
  );

  worker.itSince('3.0')(
    'includeTasks and onlyFailed restart just the failed task, whose old trace is still shown',
    async () => {
      const { name, folder } = await failing();
      mkdirSync(folder);
      const answer = await worker.post(connectorPath(name, '/restart?includeTasks=true&onlyFailed=true'));
      const plan = ConnectorStateInfo.parse(answer.body);
      expect(plan.connector.state).toBe('RUNNING');
      expect(plan.tasks[0]?.state).toBe('RESTARTING');
      expect(plan.tasks[0]?.trace).toContain("Couldn't find or create file");
      const cured = await worker.waitForStates(name, 'RUNNING', 'RUNNING');
      expect(cured.tasks[0]?.trace ?? undefined).toBeUndefined();
    },
  );

  worker.itSince('3.0')('includeTasks restarts connector and failed task', async () => {
    const { name, folder } = await failing();
    mkdirSync(folder);
    const answer = await worker.post(connectorPath(name, '/restart?includeTasks=true'));
    expect(answer.body).toMatchObject({
      connector: { state: 'RESTARTING' },
      tasks: [{ state: 'RESTARTING' }],
    });
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('restarting the task alone is 204; it fails again while the cause is there and runs when it is gone', async () => {
    const { name, folder } = await failing();
    expect((await worker.post(connectorPath(name, '/tasks/0/restart'))).status).toBe(204);
    await worker.waitForStates(name, 'RUNNING', 'FAILED');
    mkdirSync(folder);
    expect((await worker.post(connectorPath(name, '/tasks/0/restart'))).status).toBe(204);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  worker.itSince('3.5')('stop and resume cure a failed task too', async () => {
    const { name, folder } = await failing();
    mkdirSync(folder);
    await worker.put(connectorPath(name, '/stop'));
    await worker.waitForStates(name, 'STOPPED');
    await worker.put(connectorPath(name, '/resume'));
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('pausing a connector with a failed task pauses the connector and leaves the task failed', async () => {
    const { name } = await failing();
    await worker.put(connectorPath(name, '/pause'));
    await worker.waitForStates(name, 'PAUSED', 'FAILED');
  });

  it('a changed config restarts a failed task', async () => {
    const { name } = await failing();
    await worker.put(connectorPath(name, '/config'), fileSink(worker.file(`${name}.out`), name));
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  worker.itSince('3.0')('only the failed ones of several tasks restart', async () => {
    const name = worker.newName();
    const folder = worker.file(`missing-${name}`);
    await worker.given(name, { ...fileSink(path.join(folder, 'out'), name), 'tasks.max': '2' });
    await worker.waitForStates(name, 'RUNNING', 'FAILED', 'FAILED');
    mkdirSync(folder);
    await worker.post(connectorPath(name, '/tasks/1/restart'));
    await worker.waitForStates(name, 'RUNNING', 'FAILED', 'RUNNING');
    const answer = await worker.post(connectorPath(name, '/restart?includeTasks=true&onlyFailed=true'));
    const plan = ConnectorStateInfo.parse(answer.body);
    const states = Object.fromEntries(plan.tasks.map(({ id, state }) => [id, state]));
    expect(plan.connector.state).toBe('RUNNING');
    expect(states).toEqual({ 0: 'RESTARTING', 1: 'RUNNING' });
    await worker.waitForStates(name, 'RUNNING', 'RUNNING', 'RUNNING');
  });
});

contract('records that cannot be converted', (worker) => {
  const poisoned = async (more = {}) => {
    const source = worker.newName('poison-source');
    const sink = worker.newName('poison');
    appendLines(worker.file(source), ['plain text']);
    await worker.givenRunning(source, fileSource(worker.file(source), source));
    await worker.given(sink, { ...fileSink(worker.file(sink), source), ...JSON_WITH_SCHEMAS, ...more });
    return { source, sink };
  };

  it('fail the task: the trace says tolerance exceeded and names the cause', async () => {
    const { sink } = await poisoned();
    const status = await worker.waitForStates(sink, 'RUNNING', 'FAILED');
    const trace = status.tasks[0]?.trace ?? '';
    expect(trace).toMatch(
      /^org\.apache\.kafka\.connect\.errors\.ConnectException: Tolerance exceeded in error handler/,
    );
    expect(trace).toContain('Caused by: org.apache.kafka.connect.errors.DataException');
  });

  worker.itSince('3.0')('fail it again after a restart, for no offset moved past them', async () => {
    const { sink } = await poisoned();
    await worker.waitForStates(sink, 'RUNNING', 'FAILED');
    const plan = await worker.post(connectorPath(sink, '/restart?includeTasks=true&onlyFailed=true'));
    expect(plan.body).toMatchObject({ tasks: [{ state: 'RESTARTING' }] });
    await worker.settle();
    await worker.waitForStates(sink, 'RUNNING', 'FAILED');
    expect((await worker.get(connectorPath(sink, '/offsets'))).body).toEqual({ offsets: [] });
  });

  it('are skipped with errors.tolerance=all, and later good ones arrive', async () => {
    const { source, sink } = await poisoned({ 'errors.tolerance': 'all' });
    await worker.waitForStates(sink, 'RUNNING', 'RUNNING');
    appendLines(worker.file(source), ['{"schema":{"type":"string","optional":false},"payload":"good"}']);
    await waitForText(worker.file(sink), 'good\n');
    expect(readText(worker.file(sink))).toBe('good\n');
    await worker.waitForStates(sink, 'RUNNING', 'RUNNING');
  });

  it('reach the dead letter queue when one is named', async () => {
    const topic = worker.newName('dlq');
    const { sink } = await poisoned({
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': topic,
      'errors.deadletterqueue.topic.replication.factor': '1',
    });
    await worker.waitForStates(sink, 'RUNNING', 'RUNNING');
    const reader = worker.newName('dlq-reader');
    await worker.given(reader, fileSink(worker.file(reader), topic));
    await waitForText(worker.file(reader), 'plain text\n');
    expect(readText(worker.file(reader))).toBe('plain text\n');
  });
});
