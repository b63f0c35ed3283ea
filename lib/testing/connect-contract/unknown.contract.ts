import { expect, it } from 'vitest';
import { fileSource } from './configs.ts';
import { contract } from './contract.ts';

const NOT_FOUND = 'Connector nope not found';
const OFFSETS = { offsets: [{ partition: {}, offset: {} }] };

/** Method, path below the connector, body, message. */
type Unknown = [string, string, unknown, string];

contract('unknown connectors and tasks', (worker) => {
  const title = '%s /connectors/nope%s is 404 in the words of that endpoint';
  const answers404 = async (...[method, rest, body, message]: Unknown) => {
    const answer = await worker.request(
      method,
      `/connectors/nope${rest}`,
      body === undefined ? {} : { body },
    );
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.body).toEqual({ error_code: 404, message });
  };
  it.each<Unknown>([
    ['GET', '', undefined, NOT_FOUND],
    ['GET', '/config', undefined, NOT_FOUND],
    ['GET', '/tasks', undefined, NOT_FOUND],
    ['DELETE', '', undefined, NOT_FOUND],
    ['GET', '/status', undefined, 'No status found for connector nope'],
    ['GET', '/tasks/0/status', undefined, 'No status found for task nope-0'],
    ['PUT', '/pause', undefined, 'Unknown connector nope'],
    ['PUT', '/resume', undefined, 'Unknown connector nope'],
    ['POST', '/restart', undefined, 'Unknown connector: nope'],
    ['POST', '/restart?includeTasks=true', undefined, 'Unknown connector: nope'],
    ['POST', '/restart?onlyFailed=true', undefined, 'Unknown connector: nope'],
    ['POST', '/restart?includeTasks=true&onlyFailed=true', undefined, 'Unknown connector: nope'],
    ['POST', '/tasks/0/restart', undefined, 'Unknown connector: nope'],
  ])(title, answers404);
  worker.itSince('3.5').each<Unknown>([['PUT', '/stop', undefined, 'Unknown connector nope']])(
    title,
    answers404,
  );
  worker.itSince('3.6').each<Unknown>([
    ['GET', '/offsets', undefined, NOT_FOUND],
    ['DELETE', '/offsets', undefined, NOT_FOUND],
    ['PATCH', '/offsets', OFFSETS, NOT_FOUND],
  ])(title, answers404);
  worker.itSince('3.8').each<Unknown>([['PATCH', '/config', { a: 'b' }, NOT_FOUND]])(title, answers404);

  it('active topics of an unknown connector are an empty list', async () => {
    const answer = await worker.get('/connectors/nope/topics');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ nope: { topics: [] } });
  });

  it('resetting the topics of an unknown connector is 202', async () => {
    const answer = await worker.put('/connectors/nope/topics/reset');
    expect(answer.status).toBe(202);
    expect(answer.text).toBe('');
  });

  it('a task the connector does not have is 404 for status and restart, each in its words', async () => {
    const name = worker.newName();
    await worker.givenRunning(name, fileSource(worker.file(name), name));
    const status = await worker.get(`/connectors/${name}/tasks/9/status`);
    expect(status.body).toEqual({ error_code: 404, message: `No status found for task ${name}-9` });
    const restart = await worker.post(`/connectors/${name}/tasks/9/restart`);
    expect(restart.body).toEqual({ error_code: 404, message: `Unknown task: ${name}-9` });
  });

  it.each(['x', '1.5', '99999999999999999999', '%20'])(
    'a task number of "%s" is no path at all',
    async (number) => {
      const answer = await worker.get(`/connectors/nope/tasks/${number}/status`);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ error_code: 404, message: 'HTTP 404 Not Found' });
    },
  );
});
