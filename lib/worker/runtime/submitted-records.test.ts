import { expect, it } from 'vitest';
import { SubmittedRecords } from './submitted-records.ts';

it('W24: commits only offsets before which everything of their partition is acknowledged', () => {
  const submitted = new SubmittedRecords();
  const [a1, a2, a3] = [1, 2, 3].map((o) => submitted.submit({ p: 'a' }, { o }));
  const b1 = submitted.submit({ p: 'b' }, { o: 1 });
  a1?.ack();
  a3?.ack();
  b1.ack();
  expect(submitted.takeCommittable()).toEqual([
    { partition: { p: 'a' }, offset: { o: 1 } },
    { partition: { p: 'b' }, offset: { o: 1 } },
  ]);
  expect(submitted.pending).toBe(2);
  expect(submitted.takeCommittable()).toEqual([]);
  a2?.ack();
  expect(submitted.takeCommittable()).toEqual([{ partition: { p: 'a' }, offset: { o: 3 } }]);
  expect(submitted.pending).toBe(0);
});

it('keeps what is done at once behind what is not', () => {
  const submitted = new SubmittedRecords();
  const partition = { p: 'a' };
  submitted.submitDone(partition, { o: 1 });
  const second = submitted.submit(partition, { o: 2 });
  submitted.submitDone(partition, { o: 3 });
  expect(submitted.takeCommittable()).toEqual([{ partition, offset: { o: 1 } }]);
  expect(submitted.pending).toBe(2);
  second.ack();
  submitted.submitDone(partition, { o: 4 });
  expect(submitted.takeCommittable()).toEqual([{ partition, offset: { o: 4 } }]);
  submitted.submitDone(partition, { o: 5 });
  expect(submitted.takeCommittable()).toEqual([{ partition, offset: { o: 5 } }]);
  expect(submitted.takeCommittable()).toEqual([]);
});
