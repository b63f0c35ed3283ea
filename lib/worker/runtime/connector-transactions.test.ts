import { expect, it } from 'vitest';
import type { SourceRecord } from '../api/record.ts';
import { ConnectorTransactions } from './connector-transactions.ts';

const record = (value: number): SourceRecord => ({
  ...{ sourcePartition: {}, sourceOffset: { value }, topic: 't' },
  value,
});

function valuesOf(transactions: ReturnType<ConnectorTransactions['take']>): unknown[] {
  return transactions.map(({ records, isAborted }) => [isAborted, ...records.map(({ value }) => value)]);
}

it('ends transactions at records and batches, and keeps what is open over batches', () => {
  const context = new ConnectorTransactions();
  const [one, two, three, four] = [record(1), record(2), record(3), record(4)];
  expect(context.take([one, two])).toEqual([]);
  context.commitTransaction(three);
  expect(valuesOf(context.take([three, four]))).toEqual([[false, 1, 2, 3]]);
  context.abortTransaction();
  expect(valuesOf(context.take([record(5)]))).toEqual([[true, 4, 5]]);
  context.commitTransaction();
  expect(valuesOf(context.take([record(6)]))).toEqual([[false, 6]]);
  expect(context.take([record(7)])).toEqual([]);
});

it('gives several transactions of one batch in their order', () => {
  const context = new ConnectorTransactions();
  const batch = [1, 2, 3, 4, 5].map(record);
  context.commitTransaction(batch[0]);
  context.abortTransaction(batch[2]);
  context.commitTransaction();
  expect(valuesOf(context.take(batch))).toEqual([
    [false, 1],
    [true, 2, 3],
    [false, 4, 5],
  ]);
});

it('refuses to commit and abort the same transaction', () => {
  const context = new ConnectorTransactions();
  const one = record(1);
  context.commitTransaction(one);
  expect(() => context.abortTransaction(one)).toThrow('commit and to abort the same transaction');
  context.abortTransaction();
  expect(() => context.commitTransaction()).toThrow('commit and to abort the same transaction');
});
