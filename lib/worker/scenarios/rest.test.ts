import { expect, it } from 'vitest';
import { call, newDir, startTestWorker } from './support.ts';

it('says who it is and that it is healthy', async () => {
  const { url } = await startTestWorker(newDir());
  expect(await call(url, 'GET', '/')).toMatchObject({ status: 200, body: { version: '4.3.1' } });
  expect((await call(url, 'GET', '/health')).body).toEqual({
    status: 'healthy',
    message: 'Worker has completed startup and is ready to handle requests.',
  });
  expect((await call(url, 'GET', '/connectors')).body).toEqual([]);
});

it('refuses web pages, foreign host names, other media types and bodies above 8 MiB', async () => {
  const { url } = await startTestWorker(newDir());
  const json = { 'content-type': 'application/json' };
  const put = (headers: Record<string, string>, body: string) =>
    fetch(`${url}/connectors/x/config`, { method: 'PUT', headers, body });
  expect((await fetch(url, { headers: { origin: 'http://localhost' } })).status).toBe(403);
  expect((await put({ 'content-type': 'text/plain' }, '{}')).status).toBe(415);
  const large = await put(json, `{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`).then(
    ({ status }) => status,
    // The worker may close the connection while the client still writes.
    () => 413,
  );
  expect(large).toBe(413);
  expect((await fetch(url)).status).toBe(200);
});

it('changes the level of a logger and of those below it, and forgets nothing it was not told', async () => {
  const { url } = await startTestWorker(newDir());
  const logger = '/admin/loggers/org.apache.kafka.connect.runtime';
  expect((await call(url, 'PUT', logger, { level: 'debug' })).body).toEqual(
    expect.arrayContaining(['org.apache.kafka.connect.runtime', 'org.apache.kafka.connect.runtime.Worker']),
  );
  expect((await call(url, 'PUT', logger, { level: 'DEBUG' })).body).toEqual([]);
  expect((await call(url, 'GET', `${logger}.Worker`)).body).toMatchObject({ level: 'DEBUG' });
  expect((await call(url, 'GET', '/admin/loggers/ROOT')).body).toEqual({
    level: 'INFO',
    last_modified: null,
  });
  expect((await call(url, 'PUT', `${logger}?scope=cluster`, { level: 'WARN' })).status).toBe(204);
  expect(await call(url, 'PUT', logger, { level: 'loud' })).toEqual({
    status: 404,
    body: { error_code: 404, message: "invalid log level 'loud'." },
  });
});

it('answers every error as error_code and message, never with a stack', async () => {
  const { url } = await startTestWorker(newDir());
  const requests: [string, string, unknown?][] = [
    ['GET', '/no/such/path'],
    ['DELETE', '/connectors'],
    ['GET', '/connectors/none'],
    ['PUT', '/connectors/none/stop'],
    ['POST', '/connectors', {}],
    ['POST', '/connectors', { name: 'x', config: {} }],
    ['POST', '/connectors', { name: 'x', config: { 'connector.class': 'constructor' } }],
    ['PUT', '/connector-plugins/x/config/validate', { 'connector.class': '__proto__' }],
    ['PATCH', '/connectors/none/offsets', { offsets: [{}] }],
  ];
  for (const [method, path, body] of requests) {
    const answer = await call(url, method, path, body);
    expect(answer.status, path).toBeGreaterThanOrEqual(400);
    expect(answer.status, path).toBeLessThan(500);
    expect(answer.body).toEqual({ error_code: answer.status, message: expect.any(String) });
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.(ts|mjs|js):\d/);
  }
});
