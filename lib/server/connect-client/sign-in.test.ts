import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '@/lib/testing/fake-clock';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { TokenServer } from '@/lib/testing/token-server';
import { NO_ACCESS, type WorkerAccess, type WorkerAuth } from './access';
import { ConnectClient } from './client';
import { ConnectRestError, mayHaveBeenApplied, toClusterProblem } from './errors';

const PASSWORD = 'hunter2hunter2';
const BASIC = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`;
const basic: WorkerAuth = { type: 'basic', username: 'ada', password: PASSWORD };

let worker: FakeWorker;
let clock: FakeClock;
let clients: ConnectClient[];

beforeEach(async () => {
  worker = await FakeWorker.start();
  clock = new FakeClock();
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client[Symbol.dispose]();
  await worker[Symbol.asyncDispose]();
});

function clientFor(more: Partial<WorkerAccess>, urls = [worker.url]): ConnectClient {
  const client = new ConnectClient(urls, clock, { ...NO_ACCESS, ...more });
  clients.push(client);
  return client;
}

/** What each request carried, in their order. */
const seen = () => worker.requests.map(({ path, headers }) => [path, headers.authorization]);
const admit = (authorization: string) => {
  worker.admits = (request) => request.headers.authorization === authorization;
};

describe('credentials', () => {
  test('go out once the root without them looked like Connect, asked once', async () => {
    const client = clientFor({ auth: basic, headers: [{ name: 'X-Key', value: 'k1' }] });
    await Promise.all([client.call('listNames'), client.call('listNames')]);
    await client.call('listNames');
    expect(seen()).toEqual([['/', undefined], ...Array(3).fill(['/connectors', BASIC])]);
    expect(worker.requests.map(({ headers }) => headers['x-key'])).toEqual([undefined, 'k1', 'k1', 'k1']);
  });

  test('go to the root first where it asks for them, and nowhere else before it looked like Connect', async () => {
    admit(BASIC);
    const client = clientFor({ auth: basic });
    await client.call('listNames');
    expect(seen()).toEqual([
      ['/', undefined],
      ['/', BASIC],
      ['/connectors', BASIC],
    ]);
  });

  test.each([
    ['a web page', { do: 'answer', status: 200, body: '<html></html>' }],
    ['other JSON', { do: 'answer', status: 200, body: '{"hello":1}' }],
    ['404', { do: 'answer', status: 404, body: 'nothing' }],
    ['a redirect', { do: 'answer', status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
  ] as const)('are kept from what answers %s', async (_name, fault) => {
    worker.fail('GET /', fault);
    const client = clientFor({ auth: basic, headers: [{ name: 'X-Key', value: 'k1' }] });
    await expect(client.call('listNames')).rejects.toMatchObject({ code: 'connect/protocol' });
    expect(worker.requests.every(({ headers }) => !headers.authorization && !headers['x-key'])).toBe(true);
  });

  test('are kept from a redirect that comes later', async () => {
    await using other = await FakeWorker.start();
    const client = clientFor({ auth: basic });
    await client.call('listNames');
    const headers = { location: `${other.url}/connectors` };
    worker.fail('GET /connectors', { do: 'answer', status: 307, body: '', headers });
    await expect(client.call('listNames')).rejects.toMatchObject({ code: 'connect/protocol' });
    expect(other.requests).toEqual([]);
  });

  test('of a write that could not sign in were never sent with it: nothing was applied', async () => {
    worker.fail('GET /', { do: 'answer', status: 200, body: '<html></html>' });
    const error = await clientFor({ auth: basic })
      .call('pause', { params: { connector: 'x' } })
      .catch((e: unknown) => e);
    expect(mayHaveBeenApplied(error)).toBe(false);
    expect(worker.writes()).toEqual([]);
  });

  test('are never repeated in an error, whatever a worker says', async () => {
    const client = clientFor({ auth: basic, headers: [{ name: 'X-Key', value: 'my-api-key' }] });
    await client.call('listNames');
    const words = `bad ${BASIC} of ${PASSWORD} with my-api-key`;
    const body = JSON.stringify({ error_code: 401, message: words });
    worker.fail('GET /connectors', { do: 'answer', status: 401, body });
    const error = await client.call('listNames').catch((e: unknown) => e);
    const told = JSON.stringify([
      toClusterProblem(error),
      String(error),
      (error as ConnectRestError).workerMessage,
    ]);
    expect(told).toContain('Credentials refused (401): bad Basic ****** of ****** with ******');
    expect(told).not.toMatch(/hunter2|my-api-key|YWRh/);
  });
});

describe('C28 refused credentials', () => {
  test('C28 are tried once a minute, however often they are asked for', async () => {
    admit('somebody else');
    const client = clientFor({ auth: basic });
    const tries = () => seen().filter(([, authorization]) => authorization !== undefined).length;
    for (let second = 0; second < 180; second += 2) {
      const [names, status] = await Promise.allSettled([client.call('listNames'), client.call('listStatus')]);
      expect(names.status).toBe('rejected');
      expect(status).toMatchObject({ reason: { code: 'connect/rest/unauthorized' } });
      clock.advance(2_000);
    }
    expect(tries()).toBe(3);
  });

  test('C28 are tried once a minute also where the root is open, or where they were good before', async () => {
    const client = clientFor({ auth: basic });
    await client.call('listNames');
    worker.admits = ({ path }) => path === '/';
    const tries = () => seen().filter(([, authorization]) => authorization !== undefined).length;
    await Promise.allSettled([client.call('listNames')]);
    const before = tries();
    for (let second = 0; second < 180; second += 2) {
      clock.advance(2_000);
      await Promise.allSettled([client.call('listNames'), client.call('listStatus'), client.call('root')]);
    }
    expect(tries() - before).toBe(3);
    const fresh = clientFor({ auth: basic });
    const first = tries();
    await Promise.allSettled([fresh.call('listNames'), fresh.call('listStatus')]);
    expect(tries() - first).toBe(1);
  });

  test('C28 nobody waits for long: when the first call finds no worker, the others look for themselves', async () => {
    worker.fail('GET /', { do: 'reset' }, 2);
    const client = clientFor({ auth: basic });
    const [first, second] = await Promise.allSettled([client.call('listNames'), client.call('listStatus')]);
    expect(first.status).toBe('rejected');
    expect(second.status).toBe('fulfilled');
  });

  test('C28 work again within a minute after the worker takes them', async () => {
    admit('somebody else');
    const client = clientFor({ auth: basic });
    await expect(client.call('listNames')).rejects.toBeInstanceOf(ConnectRestError);
    admit(BASIC);
    clock.advance(60_000);
    await expect(client.call('listNames')).resolves.toEqual([]);
  });

  test('C28 a 403 on one thing leaves the others alone', async () => {
    const client = clientFor({ auth: basic });
    worker.fail('GET /admin', { do: 'answer', status: 403, body: '{"error_code":403,"message":"no"}' });
    await expect(client.call('listLoggers')).rejects.toMatchObject({ status: 403 });
    await expect(client.call('listLoggers')).rejects.toMatchObject({ status: 403 });
    await expect(client.call('listNames')).resolves.toEqual([]);
    expect(worker.requests.filter(({ path }) => path.startsWith('/admin'))).toHaveLength(1);
  });

  test('C28 a worker that wants credentials where none are set is said to refuse', async () => {
    admit(BASIC);
    const error = await clientFor({})
      .call('listNames')
      .catch((e: unknown) => e);
    expect(toClusterProblem(error)).toEqual({
      kind: 'unauthorized',
      message: 'Credentials refused (401): The worker asks for credentials.',
    });
  });
});

describe('OAuth2 client credentials', () => {
  let tokens: TokenServer;
  beforeEach(async () => {
    tokens = await TokenServer.start();
    worker.admits = ({ headers }) => tokens.isGood(headers.authorization?.replace('Bearer ', ''));
  });
  afterEach(() => tokens[Symbol.asyncDispose]());

  const oauth = (more: object = {}): WorkerAuth => ({
    type: 'oauth2',
    tokenUrl: `${tokens.url}/token?tenant=a`,
    clientId: 'sluice:1',
    clientSecret: 'very secret & odd',
    scope: 'connect',
    ...more,
  });

  test('one token serves all callers until shortly before it ends', async () => {
    const client = clientFor({ auth: oauth() });
    await Promise.all([client.call('listNames'), client.call('listStatus'), client.call('root')]);
    clock.advance(269_000);
    await client.call('listNames');
    expect(tokens.requests).toHaveLength(1);
    expect(tokens.requests[0]).toMatchObject({
      path: '/token?tenant=a',
      form: { grant_type: 'client_credentials', scope: 'connect' },
      client: 'sluice%3A1:very+secret+%26+odd',
    });
    clock.advance(2_000);
    await Promise.all([client.call('listNames'), client.call('listStatus')]);
    expect(tokens.requests).toHaveLength(2);
  });

  test('a token that a worker refuses is renewed once, and the write goes out once', async () => {
    worker.add('orders');
    const client = clientFor({ auth: oauth() });
    await client.call('listNames');
    tokens.revokeAll();
    await client.call('pause', { params: { connector: 'orders' } });
    expect(tokens.requests).toHaveLength(2);
    expect(worker.connectors.get('orders')?.connector?.state).toBe('PAUSED');
    worker.admits = () => false;
    await expect(client.call('listNames')).rejects.toMatchObject({ status: 401 });
    expect(tokens.requests).toHaveLength(3);
    await expect(client.call('listNames')).rejects.toMatchObject({ status: 401 });
    expect(tokens.requests).toHaveLength(3);
  });

  test('a refusal is told by its code only, and asked for once a minute', async () => {
    tokens.answer = {
      status: 401,
      body: '{"error":"invalid_client","error_description":"very secret & odd"}',
    };
    const client = clientFor({ auth: oauth() });
    for (let n = 0; n < 5; n += 1) {
      const error = await client.call('listNames').catch((e: unknown) => e);
      const { host } = new URL(tokens.url);
      expect(toClusterProblem(error)).toEqual({
        kind: 'token',
        message: `${host} gave no token: invalid_client.`,
      });
      expect(mayHaveBeenApplied(error)).toBe(false);
    }
    expect(tokens.requests).toHaveLength(1);
  });

  test.each([
    ['a page', { status: 200, body: '<html>' }, /no bearer token/],
    [
      'a token of another kind',
      { status: 200, body: '{"access_token":"x","token_type":"mac"}' },
      /no bearer/,
    ],
    [
      'a token with a line break',
      { status: 200, body: '{"access_token":"a\\nb","token_type":"bearer"}' },
      /no bearer/,
    ],
    ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }, /status 302/],
    ['an outage', { status: 503, body: '' }, /status 503/],
  ] as const)('%s is a typed error', async (_name, answer, words) => {
    tokens.answer = answer;
    await expect(clientFor({ auth: oauth() }).call('listNames')).rejects.toThrow(words);
  });

  test('a token server that is away is said to be, and the worker is not blamed', async () => {
    const client = clientFor({ auth: oauth({ tokenUrl: 'http://127.0.0.1:1/token' }) });
    const error = await client.call('listNames').catch((e: unknown) => e);
    expect(toClusterProblem(error)).toMatchObject({ kind: 'token' });
    expect(String(error)).toMatch(/token server cannot be reached: 127.0.0.1:1 refused/);
    expect(client.workerUrls()).toMatchObject([{ problem: null }]);
  });

  test('S5: a token URL that leads to a metadata address is never asked', async () => {
    const client = clientFor({ auth: oauth({ tokenUrl: 'http://169.254.169.254/token' }) });
    await expect(client.call('listNames')).rejects.toThrow(/link-local or reserved/);
  });
});
