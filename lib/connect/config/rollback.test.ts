import { describe, expect, test } from 'vitest';
import { compareConfigs, planRollback } from './rollback.ts';

const shown = (key: string, value: string | null = 'x') => ({ key, value, masked: false });
const REFERENCE = ['$', '{file:/s:k}'].join('');
const secret = (key: string) => ({ key, value: null, masked: true });

describe('rollback', () => {
  test('sets what was shown then, keeps the secret stored now, removes what was added since', () => {
    const plan = planRollback(
      [shown('topic', 'old'), secret('db.password'), shown('gone', '')],
      [shown('topic', 'new'), secret('db.password'), shown('added')],
    );
    expect(plan.draft).toEqual({ set: { topic: 'old', gone: '' }, keep: ['db.password'] });
    expect(plan).toMatchObject({ kept: ['db.password'], missing: [], added: [] });
  });

  test('a secret that is not stored any more is named and never invented', () => {
    const plan = planRollback([shown('a'), secret('db.password')], [shown('a')]);
    expect(plan.missing).toEqual(['db.password']);
    expect(plan.draft).toEqual({ set: { a: 'x' }, keep: [] });
  });

  test('a secret that came later is lost only when asked for', () => {
    const then = [shown('a')];
    const now = [shown('a'), secret('ssl.key.password')];
    expect(planRollback(then, now).draft.keep).toEqual(['ssl.key.password']);
    expect(planRollback(then, now, true).draft.keep).toEqual([]);
    expect(planRollback(then, now, true).added).toEqual(['ssl.key.password']);
  });

  test('a value that was hidden then and is shown now stays as it is now', () => {
    const plan = planRollback([secret('odd.option')], [shown('odd.option', REFERENCE)]);
    expect(plan.draft).toEqual({ set: { 'odd.option': REFERENCE }, keep: [] });
    expect(plan.kept).toEqual(['odd.option']);
  });
});

describe('comparing two versions', () => {
  test('tells null, empty, absent and secret apart, and says nothing about a secret on both sides', () => {
    expect(
      compareConfigs(
        [shown('a', null), shown('b', ''), shown('c'), secret('d'), secret('e')],
        [shown('a', ''), shown('b', null), secret('d'), shown('e', 'plain'), shown('f', 'new')],
      ),
    ).toEqual([
      { key: 'a', before: '(null)', after: '(empty)' },
      { key: 'b', before: '(empty)', after: '(null)' },
      { key: 'c', before: 'x', after: undefined },
      { key: 'e', before: '(secret)', after: 'plain' },
      { key: 'f', before: undefined, after: 'new' },
    ]);
  });
});
