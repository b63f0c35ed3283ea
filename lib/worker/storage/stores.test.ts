import { expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { createLogger } from '../../base/logger.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type { OffsetEntry } from '../kafka/ports.ts';
import { ConfigBackingStore } from './config-backing-store.ts';
import { OffsetBackingStore } from './offset-backing-store.ts';
import { StatusBackingStore } from './status-backing-store.ts';

/** A compacted topic in memory. */
class MemoryTopic {
  failure: Error | undefined;
  readonly #topics = new Map<string, Map<string, string>>();
  readonly #listeners: ((key: string, value: string | null) => void)[] = [];

  keyed(topic: string): Map<string, string> {
    return new Map(this.#topics.get(topic));
  }

  async putKeyed(topic: string, entries: readonly OffsetEntry[]): Promise<void> {
    if (this.failure) throw this.failure;
    const values = this.#topics.get(topic) ?? new Map<string, string>();
    this.#topics.set(topic, values);
    for (const { key, value } of entries) {
      if (value === null) values.delete(key);
      else values.set(key, value);
      for (const listener of this.#listeners) listener(key, value);
    }
  }

  onOffset(listener: (key: string, value: string | null) => void): void {
    this.#listeners.push(listener);
  }
}

function quietLog() {
  const lines: string[] = [];
  return { lines, log: createLogger('test', { write: (line) => lines.push(line) }) };
}

it('writes configs, task configs and target states as Kafka does, and reads them back', async () => {
  const topic = new MemoryTopic();
  const { log } = quietLog();
  const store = new ConfigBackingStore(topic, log);
  await store.putConfig('a-b', { name: 'a-b', x: null }, 'STOPPED');
  await store.putTaskConfigs('a-b', [{ t: '0' }, { t: '1' }]);
  expect(Object.fromEntries(topic.keyed('connect-configs'))).toEqual({
    'target-state-a-b': '{"state":"PAUSED","state.v2":"STOPPED"}',
    'connector-a-b': '{"properties":{"name":"a-b","x":null}}',
    'task-a-b-0': '{"properties":{"t":"0"}}',
    'task-a-b-1': '{"properties":{"t":"1"}}',
    'commit-a-b': '{"tasks":2}',
  });
  const again = new ConfigBackingStore(topic, log);
  expect(again.names()).toEqual(['a-b']);
  expect(again.target('a-b')).toBe('STOPPED');
  expect({ ...again.config('a-b') }).toEqual({ name: 'a-b', x: null });
  expect(again.taskConfigs('a-b').map((config) => ({ ...config }))).toEqual([{ t: '0' }, { t: '1' }]);
  await again.remove('a-b');
  expect(new ConfigBackingStore(topic, log).names()).toEqual([]);
  expect(topic.keyed('connect-configs').size).toBe(0);
});

it('W22: ignores records it cannot read, each with a line in the log, and tasks that are incomplete', async () => {
  const topic = new MemoryTopic();
  const good = { key: 'connector-good', value: '{"properties":{"a":"1"},"future":true}' };
  await topic.putKeyed('connect-configs', [
    good,
    { key: 'connector-bad', value: 'no json' },
    { key: 'connector-odd', value: '{"properties":7}' },
    { key: 'target-state-good', value: '{"state":"SLEEPING"}' },
    { key: 'commit-good', value: '{"tasks":2}' },
    { key: 'task-good-0', value: '{"properties":{}}' },
    { key: 'commit-gone', value: '{"tasks":1}' },
    { key: 'session-key', value: '{"key":"x"}' },
    { key: 'unheard-of', value: '1' },
  ]);
  const { lines, log } = quietLog();
  const store = new ConfigBackingStore(topic, log);
  expect(store.names()).toEqual(['good']);
  expect(store.target('good')).toBe('STARTED');
  expect(store.taskConfigs('good')).toEqual([]);
  expect(lines).toHaveLength(5);
});

it('reads the older target state when the newer one is missing', async () => {
  const topic = new MemoryTopic();
  await topic.putKeyed('connect-configs', [
    { key: 'connector-a', value: '{"properties":{}}' },
    { key: 'target-state-a', value: '{"state":"PAUSED"}' },
  ]);
  expect(new ConfigBackingStore(topic, quietLog().log).target('a')).toBe('PAUSED');
});

it('keeps statuses and active topics under Kafka’s keys and forgets them when told', async () => {
  const topic = new MemoryTopic();
  const { log, lines } = quietLog();
  const store = new StatusBackingStore(topic, log, systemClock);
  const status = { state: 'RUNNING', trace: null, worker_id: 'h:1', generation: 0, version: '1' };
  const id = { connector: 'a-b', task: 10 };
  store.putConnector('a-b', status);
  store.putTask(id, status);
  store.putTask({ ...id, task: 2 }, status);
  store.addTopic(id, 'orders', 5);
  store.addTopic(id, 'orders', 6);
  await store.settled();
  expect(topic.keyed('connect-status').get('status-topic-orders:connector-a-b')).toBe(
    '{"topic":{"name":"orders","connector":"a-b","task":10,"discoverTimestamp":5}}',
  );
  await topic.putKeyed('connect-status', [{ key: 'status-task-x-0', value: 'damaged' }]);
  const again = new StatusBackingStore(topic, log, systemClock);
  expect(lines).toHaveLength(1);
  expect(again.names()).toEqual(['a-b']);
  expect(again.connector('a-b')).toEqual(status);
  expect(again.tasks('a-b').map(([task]) => task)).toEqual([2, 10]);
  expect(again.topics('a-b')).toEqual(['orders']);
  again.putConnector('a-b', null);
  again.putTask(id, null);
  again.putTask({ ...id, task: 2 }, null);
  again.resetTopics('a-b');
  await again.settled();
  expect([...topic.keyed('connect-status').keys()]).toEqual(['status-task-x-0']);
  expect(again.names()).toEqual([]);
});

it('changes nothing when a config cannot be written, and says so in Kafka’s words', async () => {
  const topic = new MemoryTopic();
  const store = new ConfigBackingStore(topic, quietLog().log);
  await store.putConfig('a', { x: '1' });
  await store.putTaskConfigs('a', [{ t: '0' }]);
  topic.failure = new KafkaStorageException('full');
  const refused = /^Failed to write to config topic; this may be due to a transient error/;
  await expect(store.putConfig('a', { x: '2' }, 'PAUSED')).rejects.toThrow(refused);
  await expect(store.putConfig('b', { x: '2' })).rejects.toThrow(refused);
  await expect(store.putTarget('a', 'STOPPED')).rejects.toThrow(refused);
  await expect(store.putTaskConfigs('a', [])).rejects.toThrow(refused);
  await expect(store.remove('a')).rejects.toThrow(refused);
  expect([store.names(), store.target('a'), { ...store.config('a') }]).toEqual([
    ['a'],
    'STARTED',
    { x: '1' },
  ]);
  expect(store.taskConfigs('a')).toHaveLength(1);
});

it('stores the newest statuses once the log takes them again, and waits for none that it cannot store', async () => {
  const topic = new MemoryTopic();
  const clock = new FakeClock();
  const { log, lines } = quietLog();
  const store = new StatusBackingStore(topic, log, clock);
  const status = { state: 'RUNNING', trace: null, worker_id: 'h:1', generation: 0, version: '1' };
  topic.failure = new KafkaStorageException('full');
  store.putConnector('a', status);
  store.putConnector('b', status);
  await store.settled();
  store.putConnector('a', { ...status, state: 'PAUSED' });
  store.putConnector('b', null);
  await store.settled();
  clock.advance(5_000);
  await store.settled();
  expect(topic.keyed('connect-status').size).toBe(0);
  expect(store.connector('a')?.state).toBe('PAUSED');
  topic.failure = undefined;
  clock.advance(1_000);
  await store.settled();
  const stored = topic.keyed('connect-status');
  expect([...stored.keys()]).toEqual(['status-connector-a']);
  expect(stored.get('status-connector-a')).toContain('"state":"PAUSED"');
  expect(lines).toEqual([]);
});

it('lists the offsets of one connector, follows those of tasks, and resets with null', async () => {
  const topic = new MemoryTopic();
  await topic.putKeyed('connect-offsets', [
    { key: '["a",{"f":1}]', value: '{"o":9007199254740993}' },
    { key: '["other",{"f":1}]', value: '{"o":1}' },
    { key: 'garbage', value: '{}' },
  ]);
  const store = new OffsetBackingStore(topic);
  expect(store.offsetsOf('a')).toEqual([{ partition: { f: 1 }, offset: { o: 9007199254740993n } }]);
  await topic.putKeyed('connect-offsets', [{ key: '["a",{"f":2}]', value: '{"o":2}' }]);
  expect(await store.read(['["a",{"f":2}]', '["a",{"f":3}]'])).toEqual(['{"o":2}', null]);
  await store.alter('a', [
    { partition: { f: 1 }, offset: null },
    { partition: { f: 2 }, offset: { o: 5 } },
  ]);
  expect(store.offsetsOf('a')).toEqual([{ partition: { f: 2 }, offset: { o: 5 } }]);
  await expect(store.alter('a', [{ partition: { f: 1 }, offset: { o: [1] } }])).rejects.toThrow(
    'Offsets may only contain primitive types as values, but field o contains ARRAY',
  );
});

it('W22: starts over records that are JSON but no object, and over a commit of more tasks than there can be', async () => {
  const topic = new MemoryTopic();
  await topic.putKeyed('connect-configs', [
    { key: 'connector-a', value: '{"properties":{}}' },
    { key: 'target-state-a', value: 'null' },
    { key: 'commit-a', value: '{"tasks":4000000000}' },
  ]);
  await topic.putKeyed('connect-status', [{ key: 'status-connector-a', value: 'null' }]);
  const { lines, log } = quietLog();
  expect(new ConfigBackingStore(topic, log).taskConfigs('a')).toEqual([]);
  expect(new StatusBackingStore(topic, log, systemClock).names()).toEqual([]);
  expect(lines).toHaveLength(3);
});
