import { describe, expect, it } from 'vitest';
import type { ConfigInfos } from '../rest/plugins.ts';
import { diffConfig } from './diff.ts';
import { buildFormModel } from './form-model.ts';

type Definition = NonNullable<ConfigInfos['configs'][number]['definition']>;
const option = (name: string, more: Partial<Definition> = {}, value: Record<string, unknown> = {}) => ({
  definition: {
    name,
    type: 'STRING',
    required: false,
    importance: 'HIGH',
    group: null,
    ...more,
  } as Definition,
  value: { name, ...value },
});
const infosOf = (...configs: ConfigInfos['configs']): ConfigInfos => ({
  name: 'X',
  error_count: 1,
  groups: ['Common'],
  configs,
});

describe('buildFormModel', () => {
  it('puts Common first, then the plugin’s own options, each group by order under either name', () => {
    const model = buildFormModel(
      infosOf(
        option('b', { group: 'Common', order_in_group: 2 }),
        option('a', { group: 'Common', order: 1 }),
        option('file'),
      ),
      { set: {}, keep: [] },
    );
    expect(model.groups.map((group) => [group.name, group.fields.map((field) => field.key)])).toEqual([
      ['Common', ['a', 'b']],
      ['Connector', ['file']],
    ]);
  });

  it('keeps keys the worker does not know, as text under their own heading', () => {
    const model = buildFormModel(infosOf(option('file')), {
      set: { 'producer.override.acks': '1' },
      keep: ['token'],
    });
    const others = model.groups.find((group) => group.name === 'Other keys');
    expect(others?.fields.map((field) => [field.key, field.kind, field.kept])).toEqual([
      ['producer.override.acks', 'unknown', false],
      ['token', 'unknown', true],
    ]);
  });

  it('folds unset low-importance options, but never one with an error or a value', () => {
    const low = { importance: 'LOW' };
    const model = buildFormModel(
      infosOf(option('quiet', low), option('wrong', low, { errors: ['no'] }), option('mine', low)),
      { set: { mine: '1' }, keep: [] },
    );
    const advanced = model.groups[0]?.fields.filter((field) => field.advanced).map((field) => field.key);
    expect(advanced).toEqual(['quiet']);
  });

  it('returns errors of invisible options apart and survives entries without definition or value', () => {
    const model = buildFormModel(
      infosOf(
        option('hidden', {}, { visible: false, errors: ['bad'] }),
        { definition: null, value: { name: 'odd', errors: ['null'] } },
        { definition: null, value: null },
      ),
      { set: { odd: null }, keep: [] },
    );
    expect(model.hiddenErrors).toEqual([{ key: 'hidden', errors: ['bad'] }]);
    expect(model.groups.flatMap((group) => group.fields).map((field) => field.key)).toEqual(['odd']);
  });
});

describe('diffConfig', () => {
  it('tells added, removed and changed apart and leaves kept secrets alone', () => {
    const changes = diffConfig(
      { set: { a: '1', b: '2', empty: '' }, keep: ['password', 'token'] },
      { set: { a: '1', b: '3', c: '4', token: 'new' }, keep: ['password'] },
    );
    expect(changes.map(({ key, kind, hidden }) => [key, kind, hidden])).toEqual([
      ['b', 'changed', false],
      ['c', 'added', false],
      ['empty', 'removed', false],
      ['token', 'changed', true],
    ]);
  });
});
