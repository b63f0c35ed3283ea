import { expect, it } from 'vitest';
import { VerifiableChecker } from './verifiable-checker.ts';

/** A checker that has seen these numbers at these offsets, 0 to 3 made and 0 to 2 acknowledged. */
function checked(...log: readonly [offset: number, seqno: number][]) {
  const checker = new VerifiableChecker('src');
  for (const seqno of [0, 1, 2, 3]) checker.add({ name: 'src', task: 0, seqno });
  for (const seqno of [0, 1, 2]) checker.add({ name: 'src', task: 0, seqno, committed: true });
  for (const [offset, seqno] of log) checker.add({ name: 'snk', task: 0, seqno, offset });
  return checker.verdict();
}

const FINE = { acknowledged: 3, lost: 0, duplicated: 0, reordered: 0, inconsistent: 0, unacknowledged: 1 };

it('finds nothing where all is well, and counts what came again without blame', () => {
  expect(checked([0, 0], [1, 1], [1, 1], [2, 2])).toEqual({ ...FINE, redelivered: 1, findings: [] });
});

it('tells lost, duplicated, reordered and inconsistent records apart', () => {
  expect(checked([0, 0], [1, 2])).toMatchObject({ ...FINE, lost: 1 });
  expect(checked([0, 0], [1, 1], [2, 2], [3, 1])).toMatchObject({ ...FINE, duplicated: 1 });
  expect(checked([0, 0], [1, 2], [2, 1])).toMatchObject({ ...FINE, reordered: 1 });
  expect(checked([0, 0], [1, 1], [1, 2], [2, 2])).toMatchObject({ ...FINE, inconsistent: 1 });
  expect(checked([0, 0], [1, 2]).findings).toEqual(['1 was acknowledged and is lost']);
});
