import { describe, expect, test } from 'vitest';
import { diffConfig } from './diff.ts';
import { describeImpact, type Edited } from './impact.ts';

const edited: Edited = {
  state: 'RUNNING',
  tasks: 3,
  type: 'source',
  pluginClass: 'X',
  version: { major: 4, minor: 1 },
};
const impact = (before: Record<string, string>, after: Record<string, string>, more: Partial<Edited> = {}) =>
  describeImpact(diffConfig({ set: before, keep: [] }, { set: after, keep: [] }), { ...edited, ...more });

describe('what an edit does', () => {
  test.each([
    [{}, 'The connector and 3 tasks will restart.'],
    [{ tasks: 1 }, 'The connector and 1 task will restart.'],
    [{ tasks: 0 }, 'The connector will restart.'],
    [{ state: 'STOPPED' }, 'The connector is STOPPED: nothing restarts.'],
    [
      { state: 'PAUSED' },
      'The connector is PAUSED and stays so; it takes the new config when it is resumed.',
    ],
    [{ version: { major: 3, minor: 7 } }, 'only if their own config comes out different'],
  ])('%j', (more, effect) => {
    expect(impact({ a: '1' }, { a: '2' }, more).effect).toContain(effect);
  });

  test('names the change of tasks.max, also from and to its default', () => {
    expect(impact({ 'tasks.max': '2' }, { 'tasks.max': '4' }).facts).toEqual(['tasks.max 2 → 4']);
    expect(impact({}, { 'tasks.max': '4' }).facts).toEqual(['tasks.max 1 by default → 4']);
  });

  test.each([
    ['connector.class', 'source', 'offsets kept by the old one'],
    ['name', 'source', 'cannot be renamed'],
    ['topic', 'source', 'new records go to another topic'],
    ['topics', 'sink', 'is read from its beginning'],
    ['value.converter', 'sink', 'keep their old format'],
  ])('warns of another %s of a %s', (key, type, words) => {
    expect(impact({ [key]: 'a' }, { [key]: 'b' }, { type }).warnings.join()).toContain(words);
  });

  test('warns that a removed secret is gone, and that Debezium begins anew under another prefix', () => {
    const changes = diffConfig({ set: {}, keep: ['db.password'] }, { set: {}, keep: [] });
    expect(describeImpact(changes, edited).warnings).toEqual([
      'db.password is a secret: once removed, nobody can bring it back from here.',
    ]);
    const debezium = { pluginClass: 'io.debezium.connector.postgresql.PostgresConnector' };
    expect(impact({ 'topic.prefix': 'a' }, { 'topic.prefix': 'b' }, debezium).warnings[0]).toContain(
      'new snapshot',
    );
    expect(impact({ a: '1' }, { a: '2' }).warnings).toEqual([]);
  });
});
