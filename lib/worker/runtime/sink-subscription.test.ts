import { expect, it } from 'vitest';
import { SinkSubscription } from './sink-subscription.ts';

const topics = ['orders', 'orders-eu', 'other', '__consumer'].map((name) => ({ name, partitions: 2 }));
const namesOf = (assigned: readonly { topic: string; partition: number }[]) =>
  assigned.map(({ topic, partition }) => `${topic}-${partition}`);

it('takes the partitions of the topics that are listed', async () => {
  const subscription = await SinkSubscription.open({ topics: 'orders, other' }, 0, 1);
  expect(namesOf(subscription.assign(topics))).toEqual(['orders-0', 'orders-1', 'other-0', 'other-1']);
});

it('takes the topics whose whole name matches the pattern, but none of Kafka’s own', async () => {
  const subscription = await SinkSubscription.open({ 'topics.regex': 'orders.*|__.*' }, 0, 1);
  expect(namesOf(subscription.assign(topics))).toEqual([
    'orders-0',
    'orders-1',
    'orders-eu-0',
    'orders-eu-1',
  ]);
});

it('deals every partition to exactly one of the tasks', async () => {
  const tasks = await Promise.all(
    [0, 1, 2].map((task) => SinkSubscription.open({ topics: 'orders,other' }, task, 3)),
  );
  const dealt = tasks.map((subscription) => namesOf(subscription.assign(topics)));
  expect(dealt).toEqual([['orders-0', 'other-1'], ['orders-1'], ['other-0']]);
});

it('leaves every partition with its task when a topic appears', async () => {
  const tasks = await Promise.all(
    [0, 1].map((task) => SinkSubscription.open({ 'topics.regex': '.*' }, task, 2)),
  );
  const more = [...topics, { name: 'a-new-one', partitions: 3 }];
  for (const subscription of tasks) {
    expect(namesOf(subscription.assign(more))).toEqual(
      expect.arrayContaining(namesOf(subscription.assign(topics))),
    );
  }
});
