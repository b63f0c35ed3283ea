import { expect, it } from 'vitest';
import { readTopicCreation } from './topic-creation.ts';

it('gives a topic the partitions of the first group that includes it, else those of the default', async () => {
  const partitions = await readTopicCreation({
    'topic.creation.groups': 'orders, all',
    'topic.creation.default.partitions': '2',
    'topic.creation.orders.include': 'orders.*,sales',
    'topic.creation.orders.exclude': '.*-small',
    'topic.creation.orders.partitions': '6',
    'topic.creation.all.include': 'sales|logs',
  });
  expect(['orders', 'orders-eu', 'sales'].map(partitions)).toEqual([6, 6, 6]);
  expect(['orders-small', 'my-orders', 'logs'].map(partitions)).toEqual([2, 2, 2]);
});

it.each([
  [{}, 1],
  [{ 'topic.creation.default.partitions': '-1' }, 1],
  [{ 'topic.creation.default.partitions': '3' }, 3],
])('with %j gives %i', async (config, expected) => {
  expect((await readTopicCreation(config as Record<string, string>))('t')).toBe(expected);
});
