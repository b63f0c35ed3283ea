import { expect, it } from 'vitest';
import { fileSink, fileSource, JSON_WITH_SCHEMAS } from './configs.ts';
import { contract } from './contract.ts';
import { appendLines, waitForText } from './files.ts';
import { connectorPath } from './worker-client.ts';

const GOOD_LINE = '{"schema":{"type":"string","optional":false},"payload":"good"}';

contract('active topics', (worker) => {
  const pipe = async () => {
    const [source, sink] = [worker.newName('topics'), worker.newName('topics-sink')];
    appendLines(worker.file(source), ['one']);
    await worker.given(source, fileSource(worker.file(source), source));
    await worker.given(sink, fileSink(worker.file(sink), source));
    for (const name of [source, sink]) {
      await worker.waitFor(connectorPath(name, '/topics'), ({ text }) => text.includes(`["${source}"]`));
    }
    return { source, sink };
  };

  it('are the topics records went to or came from', async () => {
    const { source, sink } = await pipe();
    expect((await worker.get(connectorPath(source, '/topics'))).body).toEqual({
      [source]: { topics: [source] },
    });
    expect((await worker.get(connectorPath(sink, '/topics'))).body).toEqual({ [sink]: { topics: [source] } });
  });

  it('are none before the first record', async () => {
    const name = worker.newName('topics');
    await worker.givenRunning(name, fileSource(worker.file(name), name));
    expect((await worker.get(connectorPath(name, '/topics'))).body).toEqual({ [name]: { topics: [] } });
  });

  it('neither a record that failed nor its dead letter queue makes a topic active, a good record does', async () => {
    const [source, sink, reader] = [
      worker.newName('topics'),
      worker.newName('topics-dlq'),
      worker.newName('reader'),
    ];
    appendLines(worker.file(source), ['plain text']);
    await worker.given(source, fileSource(worker.file(source), source));
    await worker.given(sink, {
      ...fileSink(worker.file(sink), source, JSON_WITH_SCHEMAS),
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': `${source}-dlq`,
      'errors.deadletterqueue.topic.replication.factor': '1',
    });
    await worker.given(reader, fileSink(worker.file(reader), `${source}-dlq`));
    await waitForText(worker.file(reader), 'plain text\n');
    expect((await worker.get(connectorPath(sink, '/topics'))).body).toEqual({ [sink]: { topics: [] } });
    appendLines(worker.file(source), [GOOD_LINE]);
    await worker.waitFor(connectorPath(sink, '/topics'), ({ text }) => text.includes(`"${source}"`));
    expect((await worker.get(connectorPath(sink, '/topics'))).body).toEqual({ [sink]: { topics: [source] } });
  });

  it('reset is 202 and empties the list until the next record', async () => {
    const { source } = await pipe();
    const answer = await worker.put(connectorPath(source, '/topics/reset'));
    expect(answer.status).toBe(202);
    expect(answer.text).toBe('');
    await worker.waitFor(connectorPath(source, '/topics'), ({ text }) => text.includes('[]'));
    appendLines(worker.file(source), ['two']);
    const filled = await worker.waitFor(connectorPath(source, '/topics'), ({ text }) => !text.includes('[]'));
    expect(filled.body).toEqual({ [source]: { topics: [source] } });
  });

  worker.itSince('3.5')('outlive stop and end with DELETE', async () => {
    const { source } = await pipe();
    await worker.put(connectorPath(source, '/stop'));
    await worker.waitForStates(source, 'STOPPED');
    expect((await worker.get(connectorPath(source, '/topics'))).body).toEqual({
      [source]: { topics: [source] },
    });
    await worker.delete(connectorPath(source));
    const empty = await worker.waitFor(connectorPath(source, '/topics'), ({ text }) => text.includes('[]'));
    expect(empty.body).toEqual({ [source]: { topics: [] } });
  });
});
