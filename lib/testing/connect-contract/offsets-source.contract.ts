import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileSink, fileSource } from './configs.ts';
import { contractSince, type Subject } from './contract.ts';
import { expectDifference } from './differences.ts';
import { appendLines, readText, waitForText } from './files.ts';
import { connectorPath } from './worker-client.ts';

const ALTERED = { message: 'The offsets for this connector have been altered successfully' };
const RESET = { message: 'The offsets for this connector have been reset successfully' };
const EMPTY = {
  error_code: 400,
  message: 'Partitions / offsets need to be provided for an alter offsets request',
};

/** A stopped file source that has read `one`, `two`, `three`: 14 characters. */
async function stoppedSource(worker: Subject): Promise<{ name: string; filename: string; path: string }> {
  const name = worker.newName('offsets');
  const filename = worker.file(name);
  const path = connectorPath(name, '/offsets');
  appendLines(filename, ['one', 'two', 'three']);
  await worker.givenRunning(name, fileSource(filename, name));
  await worker.waitFor(path, ({ text }) => text.includes('"position":14'));
  await worker.put(connectorPath(name, '/stop'));
  await worker.waitForStates(name, 'STOPPED');
  return { name, filename, path };
}

contractSince('3.6', 'offsets of a source', (worker) => {
  const one = (partition: unknown, offset: unknown) => ({ offsets: [{ partition, offset }] });

  it('are empty before the first record', async () => {
    const name = worker.newName('offsets');
    await worker.givenRunning(name, fileSource(worker.file(name), name));
    const answer = await worker.get(connectorPath(name, '/offsets'));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ offsets: [] });
  });

  it('show file and position while it runs, and outlive stop', async () => {
    const { filename, path } = await stoppedSource(worker);
    const answer = await worker.get(path);
    expect(answer.body).toEqual({ offsets: [{ partition: { filename }, offset: { position: 14 } }] });
  });

  it('outlive DELETE: the same name with the same file goes on where it was', async () => {
    const { name, filename, path } = await stoppedSource(worker);
    await worker.delete(connectorPath(name));
    await worker.watchStates(name, 'none');
    await worker.given(name, fileSource(filename, name));
    const answer = await worker.waitFor(path, ({ status }) => status === 200);
    expect(answer.body).toEqual({ offsets: [{ partition: { filename }, offset: { position: 14 } }] });
  });

  it('cannot be modified while the connector runs or is paused', async () => {
    const name = worker.newName('offsets');
    await worker.givenRunning(name, fileSource(worker.file(name), name));
    const message = `Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the specified connector by issuing a 'PUT' request to the '/connectors/${name}/stop' endpoint`;
    const path = connectorPath(name, '/offsets');
    const refused = { error_code: 400, message };
    const body = one({ filename: 'x' }, { position: 1 });
    expect((await worker.patch(path, body)).body).toEqual(refused);
    expect((await worker.delete(path)).body).toEqual(refused);
    await worker.put(connectorPath(name, '/pause'));
    await worker.waitForStates(name, 'PAUSED', 'PAUSED');
    expect((await worker.patch(path, body)).body).toEqual(refused);
    expect((await worker.delete(path)).body).toEqual(refused);
  });

  it('an empty or missing list is refused first, whatever the state', async () => {
    const name = worker.newName('offsets');
    await worker.givenRunning(name, fileSource(worker.file(name), name));
    const path = connectorPath(name, '/offsets');
    for (const body of [{ offsets: [] }, {}, { offsets: null }]) {
      const answer = await worker.patch(path, body);
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual(EMPTY);
    }
  });

  it('altered to 4, the next start sends the file from byte 4 on', async () => {
    const { name, filename, path } = await stoppedSource(worker);
    const answer = await worker.patch(path, one({ filename }, { position: 4 }));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(ALTERED);
    expect((await worker.get(path)).body).toEqual(one({ filename }, { position: 4 }));
    const sink = worker.newName('offsets-sink');
    await worker.givenRunning(sink, fileSink(worker.file(sink), name));
    await waitForText(worker.file(sink), 'one\ntwo\nthree\n');
    await worker.put(connectorPath(name, '/resume'));
    await waitForText(worker.file(sink), 'one\ntwo\nthree\ntwo\nthree\n');
    expect(readText(worker.file(sink))).toBe('one\ntwo\nthree\ntwo\nthree\n');
  });

  it('a null offset forgets that partition, an unused one may be written', async () => {
    const { filename, path } = await stoppedSource(worker);
    expect((await worker.patch(path, one({ filename }, null))).body).toEqual(ALTERED);
    expect((await worker.get(path)).body).toEqual({ offsets: [] });
    expect((await worker.patch(path, one({ filename: '/other' }, { position: 1 }))).body).toEqual(ALTERED);
    expect((await worker.get(path)).body).toEqual(one({ filename: '/other' }, { position: 1 }));
  });

  it('DELETE resets them all, twice as well as once, and everything is read again', async () => {
    const { name, path } = await stoppedSource(worker);
    expect((await worker.delete(path)).body).toEqual(RESET);
    expect((await worker.delete(path)).body).toEqual(RESET);
    expect((await worker.get(path)).body).toEqual({ offsets: [] });
    await worker.put(connectorPath(name, '/resume'));
    const answer = await worker.waitFor(path, ({ text }) => text.includes('"position":14'));
    expect(answer.status).toBe(200);
  });
});

contractSince('3.6', 'offsets a source refuses', (worker) => {
  const one = (partition: unknown, offset: unknown) => ({ offsets: [{ partition, offset }] });
  const name = worker.newName('refusing');
  const path = connectorPath(name, '/offsets');

  beforeAll(async () => {
    appendLines(worker.file(name), ['one']);
    await worker.share(name, fileSource(worker.file(name), name));
    await worker.waitFor(path, ({ text }) => text.includes('"position":4'));
    await worker.put(connectorPath(name, '/stop'));
    await worker.waitForStates(name, 'STOPPED');
  });

  afterAll(async () => {
    await worker.delete(connectorPath(name));
  });

  it.each([
    ['a text as position', { filename: 'f' }, { position: 'x' }],
    ['a negative position', { filename: 'f' }, { position: -1 }],
    ['no position', { filename: 'f' }, {}],
    ['another key than filename', { nope: 1 }, { position: 1 }],
    ['a nested position', { filename: 'f' }, { position: { a: 1 } }],
    ['a fraction', { filename: 'f' }, { position: 1.5 }],
    ['no partition', null, { position: 1 }],
  ])('the file source refuses %s', async (_what, partition, offset) => {
    const before = (await worker.get(path)).body;
    expectDifference(worker, 'offset-refused', await worker.patch(path, one(partition, offset)));
    expect((await worker.get(path)).body).toEqual(before);
  });

  it('an unknown property beside offsets is refused', async () => {
    expectDifference(worker, 'no-request-body', await worker.patch(path, { offset: [] }));
    expectDifference(worker, 'no-request-body', await worker.patch(path, { offsets: [{ topic: 'x' }] }));
  });
});
