import { expect, it } from 'vitest';
import { contractSince } from './contract.ts';

const LOGGER = '/admin/loggers/org.apache.kafka.connect.runtime.rest';
const BAD_LEVEL = { error_code: 404, message: "invalid log level 'loud'." };
const NO_LEVEL = { error_code: 400, message: "Desired 'level' parameter was not specified in request." };

contractSince('3.7', 'loggers', (worker) => {
  it('GET lists loggers by name with level and time of the last change', async () => {
    const answer = await worker.get('/admin/loggers');
    expect(answer.status).toBe(200);
    const names = Object.keys(answer.body as object);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('root');
    for (const logger of Object.values(answer.body as object)) {
      expect(logger).toEqual({
        level: expect.stringMatching(/^[A-Z]+$/),
        last_modified: logger.last_modified,
      });
      expect(logger.last_modified === null || Number.isInteger(logger.last_modified)).toBe(true);
    }
  });

  it.each(['root', 'ROOT', 'Root'])('GET %s is the root logger', async (name) => {
    const answer = await worker.get(`/admin/loggers/${name}`);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body as object)).toEqual(['level', 'last_modified']);
  });

  it('an unknown logger is 404', async () => {
    const answer = await worker.get('/admin/loggers/no.such.logger');
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error_code: 404, message: 'Logger no.such.logger not found.' });
  });

  worker.itSince('4.0')('PUT answers the loggers it changed, sorted, and none the second time', async () => {
    await worker.put(LOGGER, { level: 'INFO' });
    const first = await worker.put(LOGGER, { level: 'DEBUG' });
    expect(first.status).toBe(200);
    expect(first.body).toContain('org.apache.kafka.connect.runtime.rest');
    expect(first.body).toEqual([...(first.body as string[])].sort());
    expect((await worker.put(LOGGER, { level: 'DEBUG' })).body).toEqual([]);
    const now = (await worker.get(LOGGER)).body as { level: string; last_modified: number };
    expect(now.level).toBe('DEBUG');
    expect(Math.abs(Date.now() - now.last_modified)).toBeLessThan(60_000);
    await worker.put(LOGGER, { level: 'INFO' });
  });

  it('PUT creates a logger nobody had', async () => {
    const name = `sluice.contract.${worker.newName()}`;
    const answer = await worker.put(`/admin/loggers/${name}`, { level: 'warn' });
    expect(answer.body).toEqual([name]);
    expect((await worker.get(`/admin/loggers/${name}`)).body).toMatchObject({ level: 'WARN' });
    expect((await worker.get('/admin/loggers')).body).toHaveProperty([name]);
  });

  it('a prefix reaches the loggers below it', async () => {
    const name = `sluice.contract.${worker.newName()}`;
    await worker.put(`/admin/loggers/${name}.child`, { level: 'WARN' });
    const answer = await worker.put(`/admin/loggers/${name}`, { level: 'ERROR' });
    expect(answer.body).toEqual([name, `${name}.child`]);
    expect((await worker.get(`/admin/loggers/${name}.child`)).body).toMatchObject({ level: 'ERROR' });
  });

  it.each(['OFF', 'FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'ALL', 'debug'])(
    'takes level %s',
    async (level) => {
      const name = `sluice.contract.${worker.newName()}`;
      expect((await worker.put(`/admin/loggers/${name}`, { level })).status).toBe(200);
    },
  );

  it('scope=cluster is 204 without a body, and reaches this worker', async () => {
    await worker.put(LOGGER, { level: 'INFO' });
    const answer = await worker.put(`${LOGGER}?scope=cluster`, { level: 'WARN' });
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    const changed = await worker.waitFor(LOGGER, ({ text }) => text.includes('WARN'));
    expect(changed.body).toMatchObject({ level: 'WARN' });
    await worker.put(LOGGER, { level: 'INFO' });
  });

  it.each(['worker', 'galaxy', 'CLUSTERS'])('scope=%s is this worker: 200 with a list', async (scope) => {
    const answer = await worker.put(`${LOGGER}?scope=${scope}`, { level: 'INFO' });
    expect(answer.status).toBe(200);
    expect(answer.body).toBeInstanceOf(Array);
  });

  it('a level that does not exist is 404, a missing one 400', async () => {
    const bad = await worker.put(LOGGER, { level: 'loud' });
    expect([bad.status, bad.body]).toEqual([404, BAD_LEVEL]);
    for (const body of [{}, { level: null }, { other: 'x' }]) {
      const none = await worker.put(LOGGER, body);
      expect([none.status, none.body]).toEqual([400, NO_LEVEL]);
    }
    expect((await worker.put(`${LOGGER}?scope=cluster`, { level: 'loud' })).status).toBe(404);
  });
});
