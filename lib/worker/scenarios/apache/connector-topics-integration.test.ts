import { describe, expect, it } from 'vitest';
import { dump, eventually } from '../support.ts';
import { Monitored } from './support.ts';

const topicsOf = async (of: Monitored, name: string) => {
  const { body } = await of.call('GET', `/connectors/${name}/topics`);
  return (body as Record<string, { topics: string[] }>)[name]?.topics.toSorted();
};
const uses = (of: Monitored, name: string, ...topics: string[]) =>
  eventually(
    () => topicsOf(of, name),
    (now) => now?.join() === topics.join(),
  );
const settle = (of: Monitored) => of.has('later', of.source('later'), 'RUNNING', 'RUNNING');

describe('ConnectorTopicsIntegrationTest', () => {
  it('testGetActiveTopics: each connector has its own, none after a delete; a reset leaves what is still used', async () => {
    const monitored = await Monitored.start();
    await monitored.has('foo', monitored.source('foo', { topic: 'foo-topic' }), 'RUNNING', 'RUNNING');
    await uses(monitored, 'foo', 'foo-topic');
    await monitored.has('bar', monitored.source('bar', { topic: 'bar-topic' }), 'RUNNING', 'RUNNING');
    await uses(monitored, 'bar', 'bar-topic');
    await monitored.has('sink', monitored.sink('sink', 'foo-topic,bar-topic'), 'RUNNING', 'RUNNING');
    await uses(monitored, 'sink', 'bar-topic', 'foo-topic');
    await monitored.call('PUT', '/connectors/bar/stop');
    await monitored.settles('bar', 'STOPPED');
    const written = (await monitored.offsets('bar'))[0]?.offset.saved;
    await monitored.call('DELETE', '/connectors/bar');
    await uses(monitored, 'bar');
    // What the sink still has to read of the topic would make it active again.
    await eventually(
      () => monitored.received('sink').filter(({ topic }) => topic === 'bar-topic').length,
      (read) => read === written,
    );
    await uses(monitored, 'sink', 'bar-topic', 'foo-topic');
    await monitored.call('PUT', '/connectors/sink/topics/reset');
    await uses(monitored, 'sink', 'foo-topic');
    await monitored.has('foo', monitored.source('foo', { topic: 'bar-topic' }), 'RUNNING', 'RUNNING');
    await uses(monitored, 'foo', 'bar-topic', 'foo-topic');
    await monitored.call('PUT', '/connectors/foo/topics/reset');
    await uses(monitored, 'foo', 'bar-topic');
  });

  it('testTopicTrackingResetIsDisabled', async () => {
    const monitored = await Monitored.start({ 'topic.tracking.allow.reset': 'false' });
    await monitored.has('foo', monitored.source('foo'), 'RUNNING', 'RUNNING');
    await uses(monitored, 'foo', 'foo-topic');
    expect(await monitored.call('PUT', '/connectors/foo/topics/reset')).toEqual({
      status: 403,
      body: { error_code: 403, message: 'Topic tracking reset is disabled.' },
    });
    expect(await topicsOf(monitored, 'foo')).toEqual(['foo-topic']);
  });

  it('testTopicTrackingIsDisabled: neither read nor reset, and nothing of it in the status topic', async () => {
    const monitored = await Monitored.start({ 'topic.tracking.enable': 'false' });
    await monitored.has('foo', monitored.source('foo'), 'RUNNING', 'RUNNING');
    await monitored.commits('foo');
    const refusal = { status: 403, body: { error_code: 403, message: 'Topic tracking is disabled.' } };
    expect(await monitored.call('GET', '/connectors/foo/topics')).toEqual(refusal);
    expect(await monitored.call('PUT', '/connectors/foo/topics/reset')).toEqual(refusal);
    await settle(monitored);
    await monitored.worker.close();
    const keys = dump('--data-dir', monitored.worker.dataDir, '--topic', 'connect-status').map(({ key }) =>
      String(key),
    );
    expect(keys).toContain('status-connector-foo');
    expect(keys.filter((key) => key.startsWith('status-topic'))).toEqual([]);
  });
});
