import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually, fileSink, fileSource, newDir, readText } from '../support.ts';
import { Monitored } from './support.ts';

it('ConnectRestApiTest.test_rest_api: from the plugins to the delete, each answer exact', async () => {
  const dir = newDir();
  const [input, other, output] = [join(dir, 'in.txt'), join(dir, 'in2.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'first\n');
  writeFileSync(other, 'second\n');
  const monitored = await Monitored.start({}, dir);
  const call = monitored.call.bind(monitored);
  expect((await call('GET', '/connectors')).body).toEqual([]);
  expect((await call('GET', '/connector-plugins')).body).toEqual(
    expect.arrayContaining(
      ['Source', 'Sink'].map((kind) =>
        expect.objectContaining({ class: `org.apache.kafka.connect.file.FileStream${kind}Connector` }),
      ),
    ),
  );

  const source: Record<string, string> = { ...fileSource(input, 'lines'), name: 'source' };
  const sink: Record<string, string> = { ...fileSink(output, 'lines'), name: 'sink' };
  for (const config of [source, sink]) {
    const path = `/connector-plugins/${config['connector.class']}/config/validate`;
    const { body } = await call('PUT', path, config);
    const { error_count, configs } = body as {
      error_count: number;
      configs: { definition: { name: string } }[];
    };
    expect(error_count).toBe(0);
    const own = 'topics' in config ? ['file', 'topics', 'topics.regex'] : ['file', 'topic', 'batch.size'];
    const names = configs.map(({ definition }) => definition.name);
    expect(names).toEqual(
      expect.arrayContaining(['name', 'connector.class', 'tasks.max', 'transforms', ...own]),
    );
    expect(new Set(names).size).toBe(names.length);
  }

  expect((await call('POST', '/connectors', { name: 'source', config: source })).status).toBe(201);
  expect((await call('POST', '/connectors', { name: 'source', config: source })).status).toBe(409);
  expect((await call('POST', '/connectors', { name: 'sink', config: sink })).status).toBe(201);
  expect(((await call('GET', '/connectors')).body as string[]).toSorted()).toEqual(['sink', 'source']);
  await monitored.settles('source', 'RUNNING', 'RUNNING');
  expect((await call('GET', '/connectors/source')).body).toEqual({
    ...{ name: 'source', config: source, type: 'source' },
    tasks: [{ connector: 'source', task: 0 }],
  });
  expect((await call('GET', '/connectors/source/config')).body).toEqual(source);
  expect((await call('GET', '/connectors/sink/config')).body).toEqual(sink);
  const taskClass = 'org.apache.kafka.connect.file.FileStreamSourceTask';
  expect((await call('GET', '/connectors/source/tasks')).body).toEqual([
    { id: { connector: 'source', task: 0 }, config: { ...source, 'task.class': taskClass } },
  ]);
  const reads = (text: string) =>
    eventually(
      () => readText(output),
      (now) => now === text,
    );
  await reads('first\n');

  await call('PUT', '/connectors/source/config', { ...source, file: other });
  await reads('first\nsecond\n');
  appendFileSync(other, 'third\n');
  await reads('first\nsecond\nthird\n');

  for (const name of ['source', 'sink'])
    expect((await call('DELETE', `/connectors/${name}`)).status).toBe(204);
  expect((await call('GET', '/connectors')).body).toEqual([]);
  await monitored.settles('source', '404');
});
