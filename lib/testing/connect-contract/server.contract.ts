import { expect, it } from 'vitest';
import { ServerInfo } from '../../connect/rest/root.ts';
import { contract } from './contract.ts';
import { expectDifference } from './differences.ts';
import { readFixture } from './fixtures.ts';

contract('server and transport', (worker) => {
  it('GET / tells version 4.3.1, a commit and the Kafka cluster, and nothing else', async () => {
    const answer = await worker.get('/');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(ServerInfo.parse(answer.body).version).toBe('4.3.1');
    expect(Object.keys(answer.body as object)).toEqual(['version', 'commit', 'kafka_cluster_id']);
  });

  it('GET /health says healthy in Connect’s words once it is up', async () => {
    const answer = await worker.get('/health');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(readFixture('health').body);
  });

  it.each(['/no/such/path', '/openapi.json', '/connectors/a/b/c', '/connectors/x/tasks-config', '/admin'])(
    'GET %s, which is no resource, answers 404 in an error body without content type',
    async (path) => {
      const answer = await worker.get(path);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ error_code: 404, message: 'HTTP 404 Not Found' });
      expect(answer.headers.get('content-type')).toBeNull();
    },
  );

  it.each([
    ['PUT', '/'],
    ['DELETE', '/'],
    ['PATCH', '/connectors'],
    ['DELETE', '/connectors'],
    ['PUT', '/connectors'],
    ['POST', '/connectors/x'],
    ['PUT', '/connectors/x'],
    ['GET', '/connectors/x/pause'],
    ['POST', '/connectors/x/pause'],
    ['GET', '/connectors/x/stop'],
    ['GET', '/connectors/x/restart'],
    ['PUT', '/connectors/x/restart'],
    ['DELETE', '/connectors/x/config'],
    ['POST', '/connectors/x/offsets'],
    ['PUT', '/connectors/x/status'],
    ['DELETE', '/connectors/x/topics'],
    ['POST', '/connector-plugins'],
    ['GET', '/connector-plugins/FileStreamSource/config/validate'],
    ['POST', '/admin/loggers/root'],
    ['DELETE', '/admin/loggers'],
  ])('%s %s, a method the resource does not know, answers 405', async (method, path) => {
    const answer = await worker.request(method, path);
    expect(answer.status).toBe(405);
    expect(answer.body).toEqual({ error_code: 405, message: 'HTTP 405 Method Not Allowed' });
    expect(answer.headers.get('content-type')).toBeNull();
  });

  it.each(['text/html', 'application/xml', 'text/plain'])(
    'refuses to answer in %s with 406',
    async (accept) => {
      const answer = await worker.get('/connectors', { headers: { accept } });
      expect(answer.status).toBe(406);
      expect(answer.body).toEqual({ error_code: 406, message: 'HTTP 406 Not Acceptable' });
    },
  );

  it.each([
    '*/*',
    'application/json',
    'application/*',
    'text/html, application/json;q=0.5',
    'application/json; charset=utf-8',
  ])('answers JSON to Accept: %s', async (accept) => {
    const answer = await worker.get('/connectors', { headers: { accept } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
  });

  it.each([
    ['POST', '/connectors'],
    ['PUT', '/connectors/x/config'],
    ['PATCH', '/connectors/x/config'],
    ['PATCH', '/connectors/x/offsets'],
    ['PUT', '/connector-plugins/FileStreamSource/config/validate'],
    ['PUT', '/admin/loggers/root'],
    ['PUT', '/connectors/x/pause'],
  ])('%s %s refuses a text/plain body with 415', async (method, path) => {
    const answer = await worker.request(method, path, {
      raw: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.status).toBe(415);
    expect(answer.body).toEqual({ error_code: 415, message: 'HTTP 415 Unsupported Media Type' });
  });

  it('takes application/json with a charset, in any case', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    const answer = await worker.request('PUT', '/admin/loggers/root', { raw: '{"level":"INFO"}', headers });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['/', ['HEAD', 'GET', 'OPTIONS']],
    ['/connectors', ['HEAD', 'POST', 'GET', 'OPTIONS']],
    ['/connectors/x/config', ['HEAD', 'GET', 'OPTIONS', 'PUT', 'PATCH']],
    ['/connectors/x/offsets', ['HEAD', 'DELETE', 'GET', 'OPTIONS', 'PATCH']],
  ])('OPTIONS %s names its methods in body and Allow', async (path, methods) => {
    const answer = await worker.request('OPTIONS', path);
    const split = (list: string) =>
      list
        .split(',')
        .map((each) => each.trim())
        .sort();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(split(answer.text)).toEqual([...methods].sort());
    expect(split(answer.headers.get('allow') ?? '')).toEqual([...methods].sort());
  });

  it.each(['/', '/connectors', '/connector-plugins', '/admin/loggers'])(
    'HEAD %s is GET without a body',
    async (path) => {
      const answer = await worker.request('HEAD', path);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe('');
      expect(answer.headers.get('content-type')).toBe('application/json');
    },
  );

  it('HEAD of an unknown connector is 404', async () => {
    expect((await worker.request('HEAD', '/connectors/nope')).status).toBe(404);
  });

  it('a trailing slash means the same resource', async () => {
    const [plain, slash] = [await worker.get('/connector-plugins'), await worker.get('/connector-plugins/')];
    expect(slash.status).toBe(200);
    expect(slash.body).toEqual(plain.body);
  });

  it('refuses //connectors with 400', async () => {
    expect((await worker.get('//connectors')).status).toBe(400);
  });

  it.each([
    ['POST', '/connectors'],
    ['PUT', '/connectors/x/config'],
    ['PUT', '/connector-plugins/FileStreamSource/config/validate'],
    ['PATCH', '/connectors/x/offsets'],
  ])('%s %s answers an error body to malformed JSON, an array, null and nothing', async (method, path) => {
    expectDifference(worker, 'malformed-json', await worker.request(method, path, { raw: '{"a":' }));
    expectDifference(worker, 'body-not-an-object', await worker.request(method, path, { body: [] }));
    expectDifference(worker, 'null-body', await worker.request(method, path, { body: null }));
    const headers = { 'content-type': 'application/json' };
    expectDifference(worker, 'empty-body', await worker.request(method, path, { raw: '', headers }));
  });
});
