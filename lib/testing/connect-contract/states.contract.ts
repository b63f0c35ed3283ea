import { expect, it } from 'vitest';
import { fileSink, fileSource } from './configs.ts';
import { contract } from './contract.ts';
import { connectorPath } from './worker-client.ts';

contract('pause, resume, stop and delete', (worker) => {
  const running = async () => {
    const name = worker.newName();
    await worker.givenRunning(name, fileSink(worker.file(name), name));
    return name;
  };
  const ask = async (name: string, verb: string, status: number) => {
    const answer = await worker.put(connectorPath(name, `/${verb}`));
    expect(answer.status).toBe(status);
    expect(answer.text).toBe('');
  };

  it('pause is 202 and ends in PAUSED for connector and task, never passing FAILED', async () => {
    const name = await running();
    await ask(name, 'pause', 202);
    const seen = await worker.watchStates(name, 'PAUSED [PAUSED]');
    const allowed = ['RUNNING [RUNNING]', 'PAUSED [RUNNING]', 'RUNNING [PAUSED]', 'PAUSED [PAUSED]'];
    expect(allowed).toEqual(expect.arrayContaining(seen));
  });

  it('resume is 202 and brings the same task back', async () => {
    const name = await running();
    await ask(name, 'pause', 202);
    await worker.waitForStates(name, 'PAUSED', 'PAUSED');
    await ask(name, 'resume', 202);
    const seen = await worker.watchStates(name, 'RUNNING [RUNNING]');
    const allowed = ['PAUSED [PAUSED]', 'RUNNING [PAUSED]', 'PAUSED [RUNNING]', 'RUNNING [RUNNING]'];
    expect(allowed).toEqual(expect.arrayContaining(seen));
  });

  it('pausing twice and resuming twice is the same as once', async () => {
    const name = await running();
    await ask(name, 'pause', 202);
    await worker.waitForStates(name, 'PAUSED', 'PAUSED');
    await ask(name, 'pause', 202);
    await worker.waitForStates(name, 'PAUSED', 'PAUSED');
    await ask(name, 'resume', 202);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
    await ask(name, 'resume', 202);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  worker.itSince('3.5')('stop is 204, empties /tasks at once and ends in STOPPED without tasks', async () => {
    const name = await running();
    await ask(name, 'stop', 204);
    expect((await worker.get(connectorPath(name, '/tasks'))).body).toEqual([]);
    expect((await worker.get(connectorPath(name))).body).toMatchObject({ tasks: [] });
    const seen = await worker.watchStates(name, 'STOPPED []');
    const allowed = [
      'RUNNING [RUNNING]',
      'STOPPED [RUNNING]',
      'RUNNING [UNASSIGNED]',
      'STOPPED [UNASSIGNED]',
      'RUNNING []',
      'STOPPED []',
    ];
    expect(allowed).toEqual(expect.arrayContaining(seen));
  });

  worker.itSince('3.5')('stopping twice is 204 twice', async () => {
    const name = await running();
    await ask(name, 'stop', 204);
    await worker.waitForStates(name, 'STOPPED');
    await ask(name, 'stop', 204);
    await worker.waitForStates(name, 'STOPPED');
  });

  worker.itSince('3.5')('a stopped connector resumes with its tasks made anew', async () => {
    const name = await running();
    await ask(name, 'stop', 204);
    await worker.waitForStates(name, 'STOPPED');
    await ask(name, 'resume', 202);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
    expect((await worker.get(connectorPath(name))).body).toMatchObject({
      tasks: [{ connector: name, task: 0 }],
    });
  });

  worker.itSince('3.5')(
    'a paused connector can be stopped, and a stopped one paused, which leaves it without tasks',
    async () => {
      const name = await running();
      await ask(name, 'pause', 202);
      await worker.waitForStates(name, 'PAUSED', 'PAUSED');
      await ask(name, 'stop', 204);
      await worker.waitForStates(name, 'STOPPED');
      await ask(name, 'pause', 202);
      await worker.waitForStates(name, 'PAUSED');
      expect((await worker.get(connectorPath(name, '/tasks'))).body).toEqual([]);
    },
  );

  worker.itSince('3.5')('a source pauses, resumes and stops alike', async () => {
    const name = worker.newName();
    await worker.givenRunning(name, fileSource(worker.file(name), name));
    await ask(name, 'pause', 202);
    await worker.waitForStates(name, 'PAUSED', 'PAUSED');
    await ask(name, 'resume', 202);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
    await ask(name, 'stop', 204);
    await worker.waitForStates(name, 'STOPPED');
  });

  it('DELETE is 204; the connector is gone at once, its status soon, and a second DELETE is 404', async () => {
    const name = await running();
    const answer = await worker.delete(connectorPath(name));
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect((await worker.get(connectorPath(name))).status).toBe(404);
    expect((await worker.delete(connectorPath(name))).status).toBe(404);
    expect((await worker.get('/connectors')).body).not.toContain(name);
    const seen = await worker.watchStates(name, 'none');
    expect(seen.at(-1)).toBe('none');
    expect(seen.join()).not.toContain('FAILED');
  });

  worker.itSince('3.5').each(['pause', 'stop'])('a connector can be deleted after %s', async (verb) => {
    const name = await running();
    await worker.put(connectorPath(name, `/${verb}`));
    expect((await worker.delete(connectorPath(name))).status).toBe(204);
    await worker.watchStates(name, 'none');
  });

  worker.itSince('3.8')(
    'a pause survives a change of the config, which reaches the tasks with the resume',
    async () => {
      const name = await running();
      await ask(name, 'pause', 202);
      await worker.waitForStates(name, 'PAUSED', 'PAUSED');
      await worker.patch(connectorPath(name, '/config'), { extra: '1' });
      await worker.waitFor(connectorPath(name, '/config'), ({ text }) => text.includes('extra'));
      await worker.settle();
      await worker.waitForStates(name, 'PAUSED', 'PAUSED');
      await ask(name, 'resume', 202);
      await worker.waitFor(connectorPath(name, '/tasks'), ({ text }) => text.includes('extra'));
      await worker.waitForStates(name, 'RUNNING', 'RUNNING');
    },
  );
});
