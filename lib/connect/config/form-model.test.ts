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

  it('puts groups that the plugin named before those every connector has', () => {
    const grouped = infosOf(
      ...['Common', 'Transforms', 'Error Handling', 'Postgres'].map((group) => option(group, { group })),
      option('file'),
    );
    const groups = ['Common', 'Transforms', 'Error Handling', 'Postgres'];
    const model = buildFormModel({ ...grouped, groups }, { set: {}, keep: [] });
    expect(model.groups.map(({ name }) => name)).toEqual([
      ...['Common', 'Connector', 'Postgres'],
      ...['Transforms', 'Error Handling'],
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

describe('kinds of fields', () => {
  it('lists with recommended values are chosen from, milliseconds are told in words, aliases are chains', () => {
    const model = buildFormModel(
      infosOf(
        option('topics.to.read', { type: 'LIST' }, { recommended_values: ['a', 'b'] }),
        option('other.list', { type: 'LIST' }),
        option('poll.interval.ms', { type: 'LONG' }),
        option('tasks.max', { type: 'INT' }),
        option('topic.creation.groups', { type: 'LIST' }),
        option('file', { width: 'LONG' }),
      ),
      { set: {}, keep: [] },
    );
    const fields = model.groups.flatMap((group) => group.fields);
    expect(fields.map(({ key, kind }) => [key, kind])).toEqual([
      ['topics.to.read', 'multi'],
      ['other.list', 'list'],
      ['poll.interval.ms', 'duration'],
      ['tasks.max', 'number'],
      ['topic.creation.groups', 'chain'],
      ['file', 'text'],
    ]);
    expect(fields.map(({ width }) => width)).toEqual(['NONE', 'NONE', 'NONE', 'NONE', 'NONE', 'LONG']);
  });

  it('options of topic creation stand with it, though the worker defines none', () => {
    const infos = {
      ...infosOf(option('topic.creation.groups', { type: 'LIST', group: 'Topic Creation' })),
      groups: ['Topic Creation'],
    };
    const model = buildFormModel(infos, {
      set: { 'topic.creation.default.partitions': '3', own: 'x' },
      keep: [],
    });
    expect(model.groups.map((group) => [group.name, group.fields.map((field) => field.key)])).toEqual([
      ['Topic Creation', ['topic.creation.groups', 'topic.creation.default.partitions']],
      ['Other keys', ['own']],
    ]);
  });

  it('converters are chosen from what is installed where the worker recommends none, each kind its own', () => {
    const plugin = (name: string, type: string) => ({ class: name, type, version: '1' });
    const classes = [
      plugin('a.Json', 'converter'),
      plugin('a.Header', 'header_converter'),
      plugin('a.Smt', 'transformation'),
    ];
    const model = buildFormModel(
      infosOf(
        option('key.converter', { type: 'CLASS' }),
        option('value.converter', { type: 'CLASS' }, { recommended_values: ['own'] }),
        option('header.converter', { type: 'CLASS' }),
        option('my.class', { type: 'CLASS' }),
      ),
      { set: {}, keep: [] },
      classes,
    );
    const fields = model.groups.flatMap((group) => group.fields);
    expect(fields.map(({ recommended }) => recommended)).toEqual([['a.Json'], ['own'], ['a.Header'], []]);
  });

  it('options of converters stand together, whatever groups the converters declare', () => {
    const infos = infosOf(
      option('key.converter', { type: 'CLASS', group: 'Common' }),
      option('key.converter.schemas.enable', { group: 'Schemas' }),
      option('value.converter.schemas.enable', { group: 'Schemas' }),
      option('value.converter.converter.type'),
    );
    const model = buildFormModel({ ...infos, groups: ['Common', 'Schemas'] }, { set: {}, keep: [] });
    expect(model.groups.map((group) => [group.name, group.fields.length])).toEqual([
      ['Common', 1],
      ['Converters', 3],
    ]);
  });
});
