import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExpandedConnectors } from '../../connect/rest/connectors.ts';
import { fileSink, fileSource } from './configs.ts';
import { contract } from './contract.ts';
import { connectorPath } from './worker-client.ts';

contract('listing connectors', (worker) => {
  const source = worker.newName('list');
  const sink = worker.newName('list');

  beforeAll(async () => {
    await worker.share(source, fileSource(worker.file(source), source));
    await worker.share(sink, fileSink(worker.file(sink), source));
  });

  afterAll(async () => {
    await worker.delete(connectorPath(source));
    await worker.delete(connectorPath(sink));
  });

  it('GET /connectors is an array of names', async () => {
    const answer = await worker.get('/connectors');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(expect.arrayContaining([source, sink]));
  });

  it('expand=status and expand=info give what the single endpoints give', async () => {
    const expanded = ExpandedConnectors.parse(
      (await worker.get('/connectors?expand=status&expand=info')).body,
    );
    for (const name of [source, sink]) {
      expect(expanded[name]?.status).toEqual((await worker.get(connectorPath(name, '/status'))).body);
      expect(expanded[name]?.info).toEqual((await worker.get(connectorPath(name))).body);
    }
  });

  it.each([
    ['expand=status', ['status']],
    ['expand=info', ['info']],
    ['expand=info&expand=status', ['info', 'status']],
    ['expand=status&expand=nope', ['status']],
    ['expand=nope', []],
    ['expand=status,info', []],
    ['expand=', []],
  ])('?%s expands %j and nothing else', async (query, keys) => {
    const answer = await worker.get(`/connectors?${query}`);
    expect(answer.status).toBe(200);
    const entry = (answer.body as Record<string, object>)[source];
    expect(Object.keys(entry ?? { missing: true }).sort()).toEqual(keys);
  });

  it('an unknown query parameter changes nothing', async () => {
    expect((await worker.get('/connectors?colour=red')).body).toContain(source);
  });
});
