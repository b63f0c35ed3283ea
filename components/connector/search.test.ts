import { expect, test } from 'vitest';
import { aConnector } from '@/lib/testing/builders';
import { matchesSearch, parseSearch } from './search';

test('words, fields of rows and options of configs are told apart', () => {
  expect(
    parseSearch('Orders state:Failed connector.class:"Postgres Connector" http://db:5432 topic:'),
  ).toEqual({
    words: ['orders', 'http://db:5432'],
    fields: [{ field: 'state', value: 'failed' }],
    config: [{ key: 'connector.class', value: 'postgres connector' }],
  });
});

test('every part must match', () => {
  const row = aConnector({ name: 'orders-to-s3', health: 'FAILED', topics: ['orders', 'refunds'] });
  const matches = (text: string) => matchesSearch(row, parseSearch(text));
  expect(['orders state:failed', 'topic:refunds', 'S3 topic:orders', ''].map(matches)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['orders state:running', 'topic:payments', 's3 jdbc'].map(matches)).toEqual([false, false, false]);
});
