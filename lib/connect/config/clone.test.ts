import { describe, expect, test } from 'vitest';
import { checkClasses, neededClasses, riskyDifferences } from './clone.ts';

describe('what might send a secret elsewhere', () => {
  const source = {
    name: 'a',
    'connector.class': 'X',
    'connection.url': 'jdbc:one',
    'db.password': 's',
    topics: 't',
  };

  test('is every difference but names, topics and counts', () => {
    const copy = { ...source, name: 'b', topics: 'u', 'tasks.max': '3' };
    expect(riskyDifferences(source, copy, ['db.password'])).toEqual([]);
    expect(riskyDifferences(source, { ...copy, 'connection.url': 'jdbc:evil' }, ['db.password'])).toEqual([
      'connection.url',
    ]);
    expect(
      riskyDifferences(source, { ...copy, 'proxy.host': 'evil', 'connector.class': 'Y' }, ['db.password']),
    ).toEqual(['connector.class', 'proxy.host']);
    const { 'connection.url': _gone, ...without } = copy;
    expect(riskyDifferences(source, without, ['db.password'])).toEqual(['connection.url']);
  });
});

describe('classes on another cluster', () => {
  const config = {
    'connector.class': 'FileStreamSource',
    'key.converter': 'org.x.JsonConverter',
    'transforms.a.type': 'org.x.Cast$Value',
    'predicates.p.type': 'org.x.TopicNameMatches',
    'transforms.a.spec': 'x',
    'header.converter': '',
  };
  const plugin = (name: string, type: string, version = '1') => ({ class: name, type, version });
  const here = [
    plugin('org.x.FileStreamSourceConnector', 'source', '4.1.0'),
    plugin('org.x.JsonConverter', 'converter'),
    plugin('org.x.Cast$Value', 'transformation'),
    plugin('org.x.TopicNameMatches', 'predicate'),
  ];

  test('are the same, of another version, or missing', () => {
    const there = [
      plugin('org.x.FileStreamSourceConnector', 'source', '4.3.1'),
      plugin('org.x.JsonConverter', 'converter'),
      plugin('org.x.Cast$Value', 'transformation'),
    ];
    expect(
      checkClasses(neededClasses(config), here, there).map(({ key, state, here: a, there: b }) => [
        key,
        state,
        a,
        b,
      ]),
    ).toEqual([
      ['connector.class', 'other-version', '4.1.0', '4.3.1'],
      ['key.converter', 'same', '1', '1'],
      ['transforms.a.type', 'same', '1', '1'],
      ['predicates.p.type', 'missing', '1', null],
    ]);
  });

  test('of a worker that lists connectors only nobody can tell, but for the connector itself', () => {
    const states = checkClasses(neededClasses(config), here, [plugin('org.x.Other', 'sink')]).map(
      (one) => one.state,
    );
    expect(states).toEqual(['missing', 'untold', 'untold', 'untold']);
  });
});
