import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ClusterInput } from '@/lib/api/clusters';
import { makeCertificate } from '@/lib/testing/certificates';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { addCluster, listClusters, removeCluster, testCluster, updateCluster } from '.';

const PASSWORD = 'hunter2hunter2';
const BASIC = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`;

let folder: string;
let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-clusters-'));
  worker = await FakeWorker.start();
  worker.admits = ({ headers }) => headers.authorization === BASIC;
  running = await startTestConsole({ clusters: {}, folder });
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** An input as the API would take it. */
const input = (more: object = {}): ClusterInput =>
  ClusterInput.parse({
    name: 'Prod',
    urls: [worker.url],
    auth: { type: 'basic', username: 'ada', password: PASSWORD },
    ...more,
  });
const kept = { auth: { type: 'basic', username: 'ada' } };
const only = () => listClusters(running.context).clusters[0];
const isLive = () => vi.waitFor(() => expect(only()?.reachability.state).toBe('live'), { timeout: 10_000 });
const fieldsOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'nothing was refused',
    (error: { fields?: unknown }) => error.fields,
  );

async function restart(secretKey?: Parameters<typeof startTestConsole>[0]['secretKey']): Promise<void> {
  await running[Symbol.asyncDispose]();
  running = await startTestConsole({ clusters: {}, folder, secretKey });
}

describe('credentials', () => {
  test('reach the worker, survive a restart, and are nowhere in plain text', async () => {
    const headers = [{ name: 'X-Api-Key', value: 'my-api-key-1' }];
    const answer = await addCluster(running.context, input({ headers }));
    await isLive();
    expect(worker.requests.at(-1)?.headers).toMatchObject({
      authorization: BASIC,
      'x-api-key': 'my-api-key-1',
    });
    await restart();
    await isLive();
    const shown = listClusters(running.context);
    expect(shown.clusters[0]?.access).toMatchObject({
      auth: { type: 'basic', username: 'ada' },
      headers: ['X-Api-Key'],
      isOpen: true,
    });
    const audit = await running.console.db.selectFrom('audit').selectAll().execute();
    const files = ['console.db', 'console.db-wal'].map((file) =>
      readFileSync(join(folder, 'console', file), 'latin1'),
    );
    for (const place of [JSON.stringify([answer, shown, audit]), ...running.logged, ...files]) {
      expect(place).not.toMatch(/hunter2|my-api-key-1|YWRhOmh/);
    }
    for (const file of ['console.db', 'seal.key']) {
      expect(statSync(join(folder, 'console', file)).mode & 0o777).toBe(0o600);
    }
  });

  test('C28 that the worker refuses are said to be refused, and tried once while the console keeps looking', async () => {
    worker.admits = () => false;
    await addCluster(running.context, input());
    await vi.waitFor(() => expect(only()?.reachability.problem?.kind).toBe('unauthorized'));
    const tries = () => worker.requests.filter(({ headers }) => headers.authorization).length;
    const { fleet } = running.console;
    const id = only()?.id ?? '';
    for (let n = 0; n < 5; n += 1) await fleet.watch(id).lookSoon({ info: true });
    expect(tries()).toBe(1);
    expect(only()?.reachability).toMatchObject({
      state: 'unreachable',
      problem: { message: expect.stringMatching(/^Credentials refused \(401\)/) },
    });
  });

  test('that were pasted into a URL move out of it', async () => {
    const url = worker.url.replace('//', `//ada:${PASSWORD}@`);
    await addCluster(running.context, input({ urls: [url], auth: { type: 'none' } }));
    await isLive();
    expect(only()).toMatchObject({
      urls: [worker.url],
      access: { auth: { type: 'basic', username: 'ada' } },
    });
    const clash = input({ urls: [url.replace('ada', 'bob')], auth: { type: 'bearer', token: 'x' } });
    expect(await fieldsOf(testCluster(running.context, clash))).toHaveProperty('urls');
  });

  test('stay as they are stored when something else is changed', async () => {
    const { id } = await addCluster(running.context, input());
    await isLive();
    const cluster = input({ name: 'Prod EU', ...kept });
    expect(await updateCluster(running.context, { clusterId: id, cluster })).toMatchObject({
      id,
      name: 'Prod EU',
    });
    await isLive();
    await restart();
    await isLive();
    expect(only()?.name).toBe('Prod EU');
  });

  test('are not sent to another address until they are typed again', async () => {
    await using other = await FakeWorker.start();
    const { id } = await addCluster(running.context, input());
    for (const urls of [[other.url], [worker.url, other.url], [worker.url.replace('http:', 'https:')]]) {
      const moved = input({ urls, ...kept });
      const words = { 'auth.password': [expect.stringMatching(/address changed.*type it again/)] };
      expect(await fieldsOf(updateCluster(running.context, { clusterId: id, cluster: moved }))).toEqual(
        words,
      );
      expect(await fieldsOf(testCluster(running.context, { ...moved, clusterId: id }))).toEqual(words);
    }
    expect(other.requests).toEqual([]);
    const cluster = input({ urls: [other.url] });
    await updateCluster(running.context, { clusterId: id, cluster });
    await vi.waitFor(() => expect(other.requests.some(({ headers }) => headers.authorization)).toBe(true));
  });

  test('may be used on fewer of the addresses they were given for', async () => {
    await using other = await FakeWorker.start();
    const { id } = await addCluster(running.context, input({ urls: [other.url, worker.url] }));
    await updateCluster(running.context, { clusterId: id, cluster: input({ urls: [worker.url], ...kept }) });
    await isLive();
  });

  test('of a token server are bound to its address', async () => {
    const auth = { type: 'oauth2', tokenUrl: 'http://127.0.0.1:1/token', clientId: 'c' };
    const { id } = await addCluster(running.context, input({ auth: { ...auth, clientSecret: 's3cret' } }));
    const stay = input({ auth: { ...auth, tokenUrl: 'http://127.0.0.1:1/v2/token' } });
    await updateCluster(running.context, { clusterId: id, cluster: stay });
    const cluster = input({ auth: { ...auth, tokenUrl: 'http://127.0.0.1:2/token' } });
    expect(await fieldsOf(updateCluster(running.context, { clusterId: id, cluster }))).toHaveProperty([
      'auth.clientSecret',
    ]);
  });

  test('are gone once they are taken away', async () => {
    const { id } = await addCluster(running.context, input());
    await updateCluster(running.context, { clusterId: id, cluster: input({ auth: { type: 'none' } }) });
    const back = updateCluster(running.context, { clusterId: id, cluster: input(kept) });
    expect(await fieldsOf(back)).toEqual({ 'auth.password': ['Give the password.'] });
    const row = await running.console.db.selectFrom('cluster').selectAll().executeTakeFirst();
    expect(row?.sealed).toBeNull();
  });
});

describe('a key', () => {
  const key = createSecretKey(randomBytes(32));

  test('that does not open the credentials leaves a cluster that says so, and nothing is sent', async () => {
    const { id } = await addCluster(running.context, input());
    await isLive();
    rmSync(join(folder, 'console', 'seal.key'));
    worker.requests.length = 0;
    await restart();
    await vi.waitFor(() => expect(only()?.reachability.problem?.kind).toBe('sealed'));
    expect(only()).toMatchObject({
      access: { isOpen: false, auth: { type: 'basic', username: 'ada' } },
      reachability: { problem: { message: expect.stringMatching(/cannot be opened.*save them again/) } },
    });
    expect(worker.requests).toEqual([]);
    const again = updateCluster(running.context, { clusterId: id, cluster: input(kept) });
    expect(await fieldsOf(again)).toHaveProperty(['auth.password']);
    await updateCluster(running.context, { clusterId: id, cluster: input() });
    await isLive();
  });

  test('from the environment seals anew, and the old key file still opens what it sealed', async () => {
    const { id } = await addCluster(running.context, input());
    await restart(key);
    await isLive();
    await updateCluster(running.context, { clusterId: id, cluster: input(kept) });
    rmSync(join(folder, 'console', 'seal.key'));
    await restart(key);
    await isLive();
  });

  test.each([
    ['the address', { urls: '["http://127.0.0.1:1"]' }],
    ['the id', { id: 'other' }],
  ])('does not open credentials once %s in the database was changed', async (_name, change) => {
    await addCluster(running.context, input());
    await running.console.db.updateTable('cluster').set(change).execute();
    await restart();
    await vi.waitFor(() => expect(only()?.reachability.problem?.kind).toBe('sealed'));
  });
});

describe('certificates', () => {
  const ca = makeCertificate({ name: 'Test CA', isCa: true });
  const own = makeCertificate({ name: 'sluice' }, ca);
  const good = makeCertificate({ name: 'worker', hosts: ['127.0.0.1'] }, ca);

  test('are kept with their private key and only named', async () => {
    const tls = { ca: ca.cert, requestCert: true, cert: good.cert, key: good.key };
    await using secure = await FakeWorker.start(0, tls);
    const secret = { ca: ca.cert, cert: own.cert, key: own.key };
    const { id } = await addCluster(
      running.context,
      input({ urls: [secure.url], auth: { type: 'none' }, tls: secret }),
    );
    await isLive();
    await restart();
    await isLive();
    expect(only()?.access.tls).toMatchObject({
      ca: { subject: 'CN=Test CA' },
      cert: { subject: 'CN=sluice' },
    });
    expect(JSON.stringify(listClusters(running.context))).not.toContain('BEGIN');
    const renamed = input({ name: 'Renamed', urls: [secure.url], auth: { type: 'none' } });
    await updateCluster(running.context, { clusterId: id, cluster: renamed });
    await isLive();
    const moved = { ...renamed, urls: [worker.url] };
    expect(await fieldsOf(updateCluster(running.context, { clusterId: id, cluster: moved }))).toHaveProperty([
      'tls.key',
    ]);
    const without = { ...renamed, tls: { ca: null, cert: null } };
    await updateCluster(running.context, { clusterId: id, cluster: without });
    expect(only()?.access.tls).toEqual({ ca: null, cert: null });
  });

  test('that cannot be used are refused by their field', async () => {
    const call = addCluster(running.context, input({ tls: { ca: 'nonsense' } }));
    expect(await fieldsOf(call)).toHaveProperty(['tls.ca']);
  });
});

describe('headers', () => {
  test.each([
    ['Host', 'x', 'headers.0.name'],
    ['content-LENGTH', 'x', 'headers.0.name'],
    ['Transfer-Encoding', 'x', 'headers.0.name'],
    ['X Y', 'x', 'headers.0.name'],
    ['X-Y\r\nHost: evil', 'x', 'headers.0.name'],
    ['X-Y', 'a\r\nHost: evil', 'headers.0.value'],
    ['X-Y', 'a\u0000', 'headers.0.value'],
    ['X-Y', 'ł', 'headers.0.value'],
  ])('%j: %j is refused at %s', (name, value, path) => {
    const parsed = ClusterInput.safeParse({ name: 'x', urls: ['http://h'], headers: [{ name, value }] });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test('cannot contradict the authentication or each other', async () => {
    const headers = [{ name: 'authorization', value: 'x' }];
    expect(await fieldsOf(addCluster(running.context, input({ headers })))).toHaveProperty([
      'headers.0.name',
    ]);
    const twice = [
      { name: 'X-A', value: '1' },
      { name: 'x-a', value: '2' },
    ];
    expect(ClusterInput.safeParse({ ...input(), headers: twice }).success).toBe(false);
  });
});

describe('a test', () => {
  test('says of each URL what it is', async () => {
    await using open = await FakeWorker.start();
    await using page = await FakeWorker.start();
    page.fail('GET /', { do: 'answer', status: 200, body: '<html>' });
    await using listsShut = await FakeWorker.start();
    listsShut.fail('GET /connectors', { do: 'answer', status: 401, body: '' });
    const urls = [
      open.url,
      worker.url,
      page.url,
      listsShut.url,
      'http://127.0.0.1:1',
      'http://no-such.invalid',
    ];
    const { results } = await testCluster(running.context, input({ urls, auth: { type: 'none' } }));
    expect(results.map((one) => (one.ok ? one.version : one.problem.kind))).toEqual([
      open.version,
      'unauthorized',
      'not-connect',
      'unauthorized',
      'refused',
      'dns',
    ]);
    expect(results.map(({ url }) => url)).toEqual(urls);
    expect(listClusters(running.context).clusters).toEqual([]);
  });

  test('of a registered cluster uses what is stored', async () => {
    const { id } = await addCluster(running.context, input());
    const tested = await testCluster(running.context, { ...input(kept), clusterId: id });
    expect(tested.results).toMatchObject([{ ok: true, kafkaClusterId: 'k1' }]);
  });
});

describe('a cluster', () => {
  test('is added, changed and removed between two audit rows each', async () => {
    const { id } = await addCluster(running.context, input());
    await updateCluster(running.context, { clusterId: id, cluster: input(kept) });
    await removeCluster(running.context, { clusterId: id });
    const rows = await running.console.db.selectFrom('audit').selectAll().orderBy('seq').execute();
    expect(rows.map(({ kind, operation, cluster }) => [kind, operation, cluster])).toEqual(
      ['add-cluster', 'update-cluster', 'remove-cluster'].flatMap((operation) => [
        ['intent', operation, id],
        ['outcome', operation, id],
      ]),
    );
    expect(await running.console.db.selectFrom('cluster').selectAll().execute()).toEqual([]);
    expect(listClusters(running.context).clusters).toEqual([]);
  });

  test('of a file says where it comes from and cannot be changed here', async () => {
    const file = join(folder, 'sluice.yaml');
    writeFileSync(file, 'clusters: []');
    await running.console.fleet.add({
      ...{ id: (await addCluster(running.context, input())).id, name: 'File', urls: ['http://127.0.0.1:1'] },
      ...{ origin: 'file', source: file },
    });
    expect(only()).toMatchObject({ origin: 'file', source: file });
    const clusterId = only()?.id;
    if (clusterId === undefined) throw new Error('no cluster');
    const words = `"File" is set by ${file} and can only be changed there.`;
    await expect(updateCluster(running.context, { clusterId, cluster: input() })).rejects.toThrow(words);
    await expect(removeCluster(running.context, { clusterId })).rejects.toThrow(words);
  });

  test('cannot take the URL of another one', async () => {
    const { id } = await addCluster(running.context, input());
    await expect(addCluster(running.context, input())).rejects.toMatchObject({ code: 'resource/conflict' });
    await updateCluster(running.context, { clusterId: id, cluster: input({ name: 'Same URL' }) });
  });
});
