import { expect, it } from 'vitest';
import { ServerInfo } from '../../connect/rest/root.ts';
import { contract } from './contract.ts';
import { expectDifference } from './differences.ts';
import { readFixture } from './fixtures.ts';

contract('server and transport', (worker) => {
  it('GET / tells its version, a commit and the Kafka cluster, and nothing else', async () => {
    const answer = await worker.get('/');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(ServerInfo.parse(answer.body).version).toBe(worker.target.version);
    expect(Object.keys(answer.body as object)).toEqual(['version', 'commit', 'kafka_cluster_id']);
  });

  worker.itSince('3.9')('GET /health says healthy in Connect’s words once it is up', async () => {
    const answer = await worker.get('/health');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(readFixture('health').body);
  });

  const noResource = 'GET %s, which is no resource, answers 404 in an error body without content type';
  const answers404 = async (path: string) => {
    const answer = await worker.get(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error_code: 404, message: 'HTTP 404 Not Found' });
    expect(answer.headers.get('content-type')).toBeNull();
  };
  it.each(['/no/such/path', '/openapi.json', '/connectors/a/b/c', '/admin'])(noResource, answers404);
  worker.itSince('4.0').each(['/connectors/x/tasks-config'])(noResource, answers404);

  const unknownMethod = '%s %s, a method the resource does not know, answers 405';
  const answers405 = async (method: string, path: string) => {
    const answer = await worker.request(method, path);
    expect(answer.status).toBe(405);
    expect(answer.body).toEqual({ error_code: 405, message: 'HTTP 405 Method Not Allowed' });
    expect(answer.headers.get('content-type')).toBeNull();
  };
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
    ['GET', '/connectors/x/restart'],
    ['PUT', '/connectors/x/restart'],
    ['DELETE', '/connectors/x/config'],
    ['PUT', '/connectors/x/status'],
    ['DELETE', '/connectors/x/topics'],
    ['POST', '/connector-plugins'],
    ['GET', '/connector-plugins/FileStreamSource/config/validate'],
    ['POST', '/admin/loggers/root'],
    ['DELETE', '/admin/loggers'],
  ])(unknownMethod, answers405);
  worker.itSince('3.6').each([
    ['GET', '/connectors/x/stop'],
    ['POST', '/connectors/x/offsets'],
  ])(unknownMethod, answers405);

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

  const plainText = '%s %s refuses a text/plain body with 415';
  const answers415 = async (method: string, path: string) => {
    const answer = await worker.request(method, path, {
      raw: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.status).toBe(415);
    expect(answer.body).toEqual({ error_code: 415, message: 'HTTP 415 Unsupported Media Type' });
  };
  it.each([
    ['POST', '/connectors'],
    ['PUT', '/connectors/x/config'],
    ['PUT', '/connector-plugins/FileStreamSource/config/validate'],
    ['PUT', '/admin/loggers/root'],
    ['PUT', '/connectors/x/pause'],
  ])(plainText, answers415);
  worker.itSince('3.8').each([
    ['PATCH', '/connectors/x/config'],
    ['PATCH', '/connectors/x/offsets'],
  ])(plainText, answers415);

  it('takes application/json with a charset, in any case', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    const answer = await worker.request('PUT', '/admin/loggers/root', { raw: '{"level":"INFO"}', headers });
    expect(answer.status).toBe(200);
  });

  const options = 'OPTIONS %s names its methods in body and Allow';
  const namesMethods = async (path: string, methods: readonly string[]) => {
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
  };
  it.each<[string, string[]]>([
    ['/', ['HEAD', 'GET', 'OPTIONS']],
    ['/connectors', ['HEAD', 'POST', 'GET', 'OPTIONS']],
  ])(options, namesMethods);
  worker.itSince('3.8').each<[string, string[]]>([
    ['/connectors/x/config', ['HEAD', 'GET', 'OPTIONS', 'PUT', 'PATCH']],
    ['/connectors/x/offsets', ['HEAD', 'DELETE', 'GET', 'OPTIONS', 'PATCH']],
  ])(options, namesMethods);

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

  worker.itSince('4.0')('refuses //connectors with 400', async () => {
    expect((await worker.get('//connectors')).status).toBe(400);
  });

  const noBody = '%s %s answers an error body to malformed JSON, an array, null and nothing';
  const answersError = async (method: string, path: string) => {
    expectDifference(worker, 'no-request-body', await worker.request(method, path, { raw: '{"a":' }));
    expectDifference(worker, 'no-request-body', await worker.request(method, path, { body: [] }));
    expectDifference(worker, 'no-request-body', await worker.request(method, path, { body: null }));
    const headers = { 'content-type': 'application/json' };
    expectDifference(worker, 'no-request-body', await worker.request(method, path, { raw: '', headers }));
  };
  it.each([
    ['POST', '/connectors'],
    ['PUT', '/connectors/x/config'],
    ['PUT', '/connector-plugins/FileStreamSource/config/validate'],
  ])(noBody, answersError);
  worker.itSince('3.6').each([['PATCH', '/connectors/x/offsets']])(noBody, answersError);
});
