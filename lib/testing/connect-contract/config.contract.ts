import { expect, it } from 'vitest';
import { fileSink, fileSource } from './configs.ts';
import { contract, contractSince } from './contract.ts';
import { connectorPath, messageOf } from './worker-client.ts';

contract('reading and changing configs', (worker) => {
  it('GET config, info and tasks give the config back as it was stored', async () => {
    const name = worker.newName();
    const config = fileSource(worker.file(name), name, { 'some.reference': `\${file:/x:y}`, blank: ' ' });
    await worker.givenRunning(name, config);
    const stored = { ...config, name };
    expect((await worker.get(connectorPath(name, '/config'))).body).toEqual(stored);
    const tasks = [{ connector: name, task: 0 }];
    expect((await worker.get(connectorPath(name))).body).toEqual({
      name,
      config: stored,
      tasks,
      type: 'source',
    });
  });

  worker.itSince('3.9')('a task’s config is the connector’s with the task class added', async () => {
    const name = worker.newName();
    const config = fileSource(worker.file(name), name);
    await worker.givenRunning(name, config);
    const taskClass = 'org.apache.kafka.connect.file.FileStreamSourceTask';
    expect((await worker.get(connectorPath(name, '/tasks'))).body).toEqual([
      { id: { connector: name, task: 0 }, config: { ...config, name, 'task.class': taskClass } },
    ]);
    const one = await worker.get(connectorPath(name, '/tasks/0/status'));
    expect(one.body).toMatchObject({ id: 0, state: 'RUNNING' });
  });

  it('a sink’s task config carries topics', async () => {
    const name = worker.newName();
    await worker.givenRunning(name, fileSink(worker.file(name), `${name}-a,${name}-b`));
    const tasks = await worker.get(connectorPath(name, '/tasks'));
    const taskClass = 'org.apache.kafka.connect.file.FileStreamSinkTask';
    expect(tasks.body).toMatchObject([
      { config: { topics: `${name}-a,${name}-b`, 'task.class': taskClass } },
    ]);
  });

  it('PUT config replaces: 200 with the known tasks, keys not sent are gone', async () => {
    const name = worker.newName();
    const config = fileSink(worker.file(name), name);
    await worker.givenRunning(name, { ...config, extra: 'x' });
    const answer = await worker.put(connectorPath(name, '/config'), { ...config, 'errors.tolerance': 'all' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.body).toMatchObject({ name, tasks: [{ connector: name, task: 0 }] });
    expect((await worker.get(connectorPath(name, '/config'))).body).toEqual({
      ...config,
      name,
      'errors.tolerance': 'all',
    });
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('PUT of the identical config is 200 and ends RUNNING again', async () => {
    const name = worker.newName();
    const config = fileSink(worker.file(name), name);
    await worker.givenRunning(name, config);
    const answer = await worker.put(connectorPath(name, '/config'), { ...config, name });
    expect(answer.status).toBe(200);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('a changed config reaches the running task', async () => {
    const name = worker.newName();
    const config = fileSource(worker.file(name), name);
    await worker.givenRunning(name, config);
    await worker.put(connectorPath(name, '/config'), { ...config, topic: `${name}-new` });
    const tasks = await worker.waitFor(connectorPath(name, '/tasks'), ({ text }) =>
      text.includes(`${name}-new`),
    );
    expect(tasks.body).toMatchObject([{ config: { topic: `${name}-new` } }]);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('tasks.max scales a sink up and down', async () => {
    const name = worker.newName();
    const config = fileSink(worker.file(name), name);
    await worker.givenRunning(name, config);
    await worker.put(connectorPath(name, '/config'), { ...config, 'tasks.max': '3' });
    await worker.waitForStates(name, 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING');
    expect((await worker.get(connectorPath(name))).body).toMatchObject({
      tasks: [0, 1, 2].map((task) => ({ connector: name, task })),
    });
    await worker.put(connectorPath(name, '/config'), config);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('a PUT that fails validation changes nothing', async () => {
    const name = worker.newName();
    const config = fileSink(worker.file(name), name);
    await worker.givenRunning(name, config);
    expect((await worker.put(connectorPath(name, '/config'), { ...config, 'tasks.max': '0' })).status).toBe(
      400,
    );
    expect((await worker.get(connectorPath(name, '/config'))).body).toEqual({ ...config, name });
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  worker.itSince('3.5')('a PUT on a stopped connector keeps it stopped', async () => {
    const name = worker.newName();
    const config = fileSink(worker.file(name), name);
    await worker.givenRunning(name, config);
    await worker.put(connectorPath(name, '/stop'));
    await worker.waitForStates(name, 'STOPPED');
    expect((await worker.put(connectorPath(name, '/config'), { ...config, extra: '1' })).status).toBe(200);
    const info = await worker.waitFor(connectorPath(name), ({ status }) => status === 200);
    expect(info.body).toMatchObject({ config: { extra: '1' }, tasks: [] });
    await worker.settle();
    await worker.waitForStates(name, 'STOPPED');
  });
});

contractSince('3.8', 'patching configs', (worker) => {
  it('PATCH changes, adds, deletes with null, and leaves the rest', async () => {
    const name = worker.newName();
    const config = fileSink(worker.file(name), name, { doomed: 'x' });
    await worker.givenRunning(name, config);
    const changes = { 'batch.size': '7', added: 'y', doomed: null, 'never.there': null };
    const answer = await worker.patch(connectorPath(name, '/config'), changes);
    const { doomed: _gone, ...rest } = config;
    const patched = { ...rest, name, 'batch.size': '7', added: 'y' };
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name, config: patched, type: 'sink' });
    expect((await worker.get(connectorPath(name, '/config'))).body).toEqual(patched);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('an empty PATCH is 200 with the config unchanged', async () => {
    const name = worker.newName();
    const config = fileSink(worker.file(name), name);
    await worker.givenRunning(name, config);
    const answer = await worker.patch(connectorPath(name, '/config'), {});
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ config: { ...config, name } });
  });

  it('a PATCH whose result is invalid is 400 and changes nothing', async () => {
    const name = worker.newName();
    const config = fileSink(worker.file(name), name);
    await worker.givenRunning(name, config);
    const wrong = await worker.patch(connectorPath(name, '/config'), { 'tasks.max': 'many' });
    expect(wrong.status).toBe(400);
    expect(messageOf(wrong)).toContain('contains the following 2 error(s)');
    const classless = await worker.patch(connectorPath(name, '/config'), { 'connector.class': null });
    expect(classless.status).toBe(400);
    expect(messageOf(classless)).toMatch(/contains no connector type$/);
    expect((await worker.get(connectorPath(name, '/config'))).body).toEqual({ ...config, name });
  });
});
