import { expect, it } from 'vitest';
import { fileSource } from './configs.ts';
import { contractSince } from './contract.ts';
import { expectStatusDifference } from './differences.ts';
import { connectorPath } from './worker-client.ts';

const ODD_NAMES = [
  'a space',
  ' leading space',
  'question?',
  'hash#',
  'plus+and+plus',
  'semi;colon',
  'quote"quote',
  "single'quote",
  'comma,colon:',
  'at@dollar$and&',
  'brackets[]()',
  'caret^pipe|tilde~',
  'umlaut-äöü',
  'greek-λ',
  'emoji-😀',
  'ሴþ',
  'dot.dot..dot',
  'x'.repeat(250),
];

contractSince('3.7', 'names of connectors', (worker) => {
  it.each(ODD_NAMES)('PUT, GET and DELETE reach a connector named %j', async (name) => {
    worker.deleteAfterwards(name);
    const body = { name, config: fileSource(worker.file('odd'), 'odd'), initial_state: 'STOPPED' };
    const created = name.startsWith(' ')
      ? await worker.put(connectorPath(name, '/config'), body.config)
      : await worker.post('/connectors', body);
    expect(created.status).toBe(201);
    expect(decodeURIComponent(created.headers.get('location') ?? '')).toBe(
      `${worker.url}/connectors/${name}`,
    );
    const info = await worker.waitFor(connectorPath(name), ({ status }) => status === 200);
    expect(info.body).toMatchObject({ name, config: { name } });
    expect((await worker.get('/connectors')).body).toContain(name);
    expect((await worker.delete(connectorPath(name))).status).toBe(204);
    expect((await worker.get(connectorPath(name))).status).toBe(404);
  });

  worker.itSince('4.0').each(['a%2Fb', 'a%5Cb', 'a%25b', 'a%0Ab', 'a%07b'])(
    'a path with %s names a connector nobody has; Jetty refuses to read it',
    async (segment) => {
      expectStatusDifference(worker, 'ambiguous-path', await worker.get(`/connectors/${segment}/status`));
    },
  );

  worker.itSince('4.0')('a path with an empty segment is refused with 400', async () => {
    expect((await worker.get('/connectors/a//b/status')).status).toBe(400);
  });

  worker.itSince('4.0')(
    'a connector with a slash in its name can be created, and reached where Jetty is not in between',
    async ({ skip }) => {
      if (worker.target.groupId === undefined)
        return skip('it could not be deleted from a worker somebody else runs');
      const name = `${worker.newName()}/x`;
      worker.deleteAfterwards(name);
      const body = { name, config: fileSource(worker.file('odd'), 'odd'), initial_state: 'STOPPED' };
      expect((await worker.post('/connectors', body)).status).toBe(201);
      expectStatusDifference(worker, 'name-beyond-reach', await worker.get(connectorPath(name)));
      await worker.waitFor('/connectors', ({ text }) => text.includes(name));
    },
  );

  it('braces in a name break Apache’s Location, not ours; the connector exists with both', async () => {
    const name = `${worker.newName()}{x}`;
    worker.deleteAfterwards(name);
    const body = { name, config: fileSource(worker.file('odd'), 'odd'), initial_state: 'STOPPED' };
    expectStatusDifference(worker, 'braces-in-name', await worker.post('/connectors', body));
    const info = await worker.waitFor(connectorPath(name), ({ status }) => status === 200);
    expect(info.body).toMatchObject({ name });
  });

  it('a plus in a path is a plus, not a blank', async () => {
    const answer = await worker.get('/connectors/no+such/status');
    expect(answer.body).toEqual({ error_code: 404, message: 'No status found for connector no+such' });
  });

  it('a path parameter after a semicolon is not part of the name', async () => {
    const answer = await worker.get('/connectors/nope;v=1/status');
    expect(answer.body).toEqual({ error_code: 404, message: 'No status found for connector nope' });
  });
});
