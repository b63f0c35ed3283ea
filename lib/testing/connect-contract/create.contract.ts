import { expect, it } from 'vitest';
import { ConnectorInfo } from '../../connect/rest/connectors.ts';
import { fileSink, fileSource } from './configs.ts';
import { contract } from './contract.ts';
import { expectDifference } from './differences.ts';
import { connectorPath, messageOf } from './worker-client.ts';

/** The text of a create or update refused for its config. */
function invalid(count: number, ...messages: string[]): string {
  return [
    `Connector configuration is invalid and contains the following ${count} error(s):`,
    ...messages,
    'You can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`',
  ].join('\n');
}

contract('creating connectors', (worker) => {
  it('POST answers 201 with the config as sent plus name, no tasks yet, and a Location', async () => {
    const name = worker.newName();
    const config = fileSource(worker.file(name), name, { 'no.such.option': ' kept ' });
    worker.deleteAfterwards(name);
    const answer = await worker.post('/connectors', { name, config });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${worker.url}/connectors/${name}`);
    expect(answer.body).toEqual({ name, config: { ...config, name }, tasks: [], type: 'source' });
    const status = await worker.waitForStates(name, 'RUNNING', 'RUNNING');
    expect(status).toMatchObject({ name, type: 'source' });
  });

  worker.itSince('4.1')('the status names the version of connector and task', async () => {
    const name = worker.newName();
    await worker.givenRunning(name, fileSource(worker.file(name), name));
    const { version } = worker.target;
    const status = await worker.get(connectorPath(name, '/status'));
    expect(status.body).toMatchObject({ connector: { version }, tasks: [{ version }] });
  });

  it('PUT config creates too: 201 with a Location, type sink', async () => {
    const name = worker.newName();
    worker.deleteAfterwards(name);
    const answer = await worker.put(connectorPath(name, '/config'), fileSink(worker.file(name), name));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${worker.url}/connectors/${name}`);
    expect(answer.body).toMatchObject({ name, tasks: [], type: 'sink', config: { name } });
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('shows none, then the connector without tasks, then RUNNING with its task, in this order', async () => {
    const name = worker.newName();
    await worker.given(name, fileSource(worker.file(name), name));
    const seen = await worker.watchStates(name, 'RUNNING [RUNNING]');
    const order = ['none', 'UNASSIGNED []', 'RUNNING []', 'RUNNING [UNASSIGNED]', 'RUNNING [RUNNING]'];
    expect(order.filter((each) => seen.includes(each))).toEqual(seen);
  });

  it('trims the name of a POST, and takes scalars as the texts they are', async () => {
    const name = worker.newName();
    worker.deleteAfterwards(name);
    const config = {
      ...fileSource(worker.file(name), name),
      'tasks.max': 1,
      'errors.log.enable': true,
      'x.y': 1.5,
    };
    const answer = await worker.post('/connectors', { name: `  ${name} `, config });
    expect(answer.status).toBe(201);
    expect(ConnectorInfo.parse(answer.body)).toMatchObject({
      name,
      config: { name, 'tasks.max': '1', 'errors.log.enable': 'true', 'x.y': '1.5' },
    });
  });

  it('keeps the text of numbers: 1.50 stays 1.50', async () => {
    const name = worker.newName();
    worker.deleteAfterwards(name);
    const config = JSON.stringify(fileSource(worker.file(name), name));
    const raw = `{"name":"${name}","config":${config.slice(0, -1)},"x":1.50,"y":12345678901234567890}}`;
    const answer = await worker.request('POST', '/connectors', { raw });
    expect(answer.body).toMatchObject({ config: { x: '1.50', y: '12345678901234567890' } });
  });

  worker.itSince('3.7').each([
    ['STOPPED', 'STOPPED'],
    ['PAUSED', 'PAUSED'],
    ['stopped', 'STOPPED'],
    ['Paused', 'PAUSED'],
  ])(
    'initial_state %s starts nothing: %s without tasks until the first resume',
    async (initial_state, state) => {
      const name = worker.newName();
      worker.deleteAfterwards(name);
      const config = fileSource(worker.file(name), name);
      expect((await worker.post('/connectors', { name, config, initial_state })).status).toBe(201);
      await worker.waitForStates(name, state);
      expect((await worker.get(connectorPath(name, '/tasks'))).body).toEqual([]);
      expect((await worker.put(connectorPath(name, '/resume'))).status).toBe(202);
      await worker.waitForStates(name, 'RUNNING', 'RUNNING');
    },
  );

  worker.itSince('3.7')('initial_state RUNNING is the default spelled out', async () => {
    const name = worker.newName();
    worker.deleteAfterwards(name);
    const body = { name, config: fileSource(worker.file(name), name), initial_state: 'RUNNING' };
    expect((await worker.post('/connectors', body)).status).toBe(201);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });

  it('a name in use is 409, a wrong config for it is 400 first', async () => {
    const name = worker.newName();
    const config = fileSource(worker.file(name), name);
    await worker.givenRunning(name, config);
    const again = await worker.post('/connectors', { name, config });
    expect(again.status).toBe(409);
    expect(again.body).toEqual({ error_code: 409, message: `Connector ${name} already exists` });
    const wrong = await worker.post('/connectors', { name, config: { ...config, 'tasks.max': '0' } });
    expect(wrong.status).toBe(400);
  });

  it('a deleted name can be used again at once', async () => {
    const name = worker.newName();
    const config = fileSource(worker.file(name), name);
    await worker.givenRunning(name, config);
    expect((await worker.delete(connectorPath(name))).status).toBe(204);
    expect((await worker.post('/connectors', { name, config })).status).toBe(201);
    await worker.waitForStates(name, 'RUNNING', 'RUNNING');
  });
});

contract('refusing connectors', (worker) => {
  const source = () => fileSource(worker.file('refused'), 'refused');
  const refused = async (body: unknown, message: string) => {
    const answer = await worker.post('/connectors', body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.body).toEqual({ error_code: 400, message });
  };

  worker.itSince('3.9')('names every error of a config, in the order of its options', async () => {
    const tasksMax = 'Invalid value 0 for configuration tasks.max: Value must be at least 1';
    const topic = 'Invalid value  for configuration topic: String must be non-empty';
    await refused({ name: 'x', config: { ...source(), 'tasks.max': '0' } }, invalid(1, tasksMax));
    await refused(
      { name: 'x', config: { ...source(), 'tasks.max': '0', topic: '' } },
      invalid(2, tasksMax, topic),
    );
  });

  it('a value that does not parse is two errors: the parser’s and the validator’s', async () => {
    await refused(
      { name: 'x', config: { ...source(), 'tasks.max': 'abc' } },
      invalid(
        2,
        'Invalid value abc for configuration tasks.max: Not a number of type INT',
        'Invalid value null for configuration tasks.max: Value must be non-null',
      ),
    );
  });

  it.each([{ name: '' }, { name: '   ' }, { name: null }, {}])(
    'a missing or blank name %j is one error',
    async (named) => {
      const message = 'Invalid value  for configuration name: String may not be empty';
      await refused({ ...named, config: source() }, invalid(1, message));
    },
  );

  it('control characters in a name are named by their code', async () => {
    const reason = 'String may not contain control sequences but had the following ASCII chars: 7, 10';
    await refused(
      { name: 'a\u0007b\nc', config: source() },
      invalid(1, `Invalid value a\u0007b\nc for configuration name: ${reason}`),
    );
  });

  it('a name in the config that differs is refused before anything else, by POST and PUT', async () => {
    const message = "Connector name configuration (other) doesn't match connector name in the URL (x)";
    await refused({ name: 'x', config: { name: 'other' } }, message);
    const put = await worker.put('/connectors/x/config', { name: 'other' });
    expect(put.status).toBe(400);
    expect(put.body).toEqual({ error_code: 400, message });
  });

  it('the name in the config is not trimmed when it is compared', async () => {
    const message = "Connector name configuration ( x ) doesn't match connector name in the URL (x)";
    await refused({ name: ' x ', config: { ...source(), name: ' x ' } }, message);
  });

  it('a config without connector.class contains no connector type, by POST and PUT', async () => {
    const post = await worker.post('/connectors', { name: 'x', config: { file: 'f' } });
    const put = await worker.put('/connectors/x/config', { file: 'f' });
    for (const answer of [post, put]) {
      expect(answer.status).toBe(400);
      expect(messageOf(answer)).toMatch(/^Connector config .*contains no connector type$/);
    }
  });

  worker.itSince('4.0')('an unknown class is 400 and lists the connectors there are', async () => {
    const config = { ...source(), 'connector.class': 'no.such.Class' };
    const answer = await worker.post('/connectors', { name: 'x', config });
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toContain(
      'Failed to find any class that implements Connector and which name matches no.such.Class, available connectors are: ',
    );
    expect(messageOf(answer)).toContain('org.apache.kafka.connect.file.FileStreamSourceConnector');
  });

  worker.itSince('3.9')('a sink needs topics or topics.regex, not both', async () => {
    const none = 'Must configure one of topics or topics.regex';
    const both = 'topics and topics.regex are mutually exclusive options, but both are set.';
    const sink = { 'connector.class': 'FileStreamSink', file: worker.file('x') };
    await refused({ name: 'x', config: sink }, invalid(2, none, none));
    await refused(
      { name: 'x', config: { ...sink, topics: 'a', 'topics.regex': 'a' } },
      invalid(2, both, both),
    );
  });

  it('bodies no request can have are an error in words', async () => {
    const name = 'x';
    expectDifference(worker, 'no-request-body', await worker.post('/connectors', { name }));
    expectDifference(worker, 'no-request-body', await worker.post('/connectors', { name, config: null }));
    expectDifference(
      worker,
      'no-request-body',
      await worker.post('/connectors', { name, config: source(), colour: 1 }),
    );
    const initial_state = 'SLEEPING';
    expectDifference(
      worker,
      'no-request-body',
      await worker.post('/connectors', { name, config: source(), initial_state }),
    );
    const config = { ...source(), file: { a: 1 } };
    expectDifference(worker, 'no-request-body', await worker.post('/connectors', { name, config }));
    expectDifference(worker, 'no-request-body', await worker.put('/connectors/x/config', { file: [1] }));
  });

  it('leaves nothing behind of what it refused', async () => {
    const name = worker.newName('refused');
    await worker.post('/connectors', { name, config: { ...source(), 'tasks.max': '0' } });
    expect((await worker.get(connectorPath(name))).status).toBe(404);
  });
});
