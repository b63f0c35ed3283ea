import { expect, test } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { imbalancesOf } from './imbalance';

const worker = (cluster: string, workerId: string, connectors: number, tasks: number) => ({
  clusterId: ClusterId.parse(cluster),
  workerId,
  connectors,
  tasks,
  failedTasks: 0,
});

test('names the fullest and the emptiest worker of an uneven cluster, and no even one', () => {
  const uneven = [worker('prod', 'a', 4, 9), worker('prod', 'b', 1, 2), worker('prod', 'c', 2, 4)];
  const even = [worker('dev', 'a', 2, 3), worker('dev', 'b', 2, 4)];
  expect(imbalancesOf([...uneven, ...even])).toMatchObject([
    { clusterId: 'prod', most: { workerId: 'a' }, least: { workerId: 'b' } },
  ]);
});

test('a lone worker is in balance', () => {
  expect(imbalancesOf([worker('prod', 'a', 9, 90)])).toEqual([]);
});
