import { expect, it } from 'vitest';
import { aRecord, configured, messagesOf } from '../../testing/transforms.ts';

const route = (topic: string, regex: string, replacement: string) =>
  configured('RegexRouter', { regex, replacement }).apply(aRecord({ topic }))?.topic;

it.each<[string, string, string, string]>([
  ['foo', 'foo', 'bar', 'bar'],
  ['orig', 'foo', 'bar', 'orig'],
  ['foo-1', 'foo', 'bar', 'foo-1'],
  ['index-20160117-00000', '^(.+)-(\\d{8})-(\\d{5})$', '$2:$3:$1', '20160117:00000:index'],
  ['a', '.*', '\\$price', '$price'],
])('routes %s by %s to %s: %s', (topic, regex, replacement, routed) => {
  expect(route(topic, regex, replacement)).toBe(routed);
});

it('leaves all but the topic as it was, and a record it does not route untouched', () => {
  const router = configured('RegexRouter', { regex: 'a', replacement: 'b' });
  const record = aRecord({ topic: 'a', key: 'k', value: 'v', kafkaPartition: 7 });
  expect(router.apply(record)).toEqual({ ...record, topic: 'b' });
  const other = aRecord({ topic: 'c' });
  expect(router.apply(other)).toBe(other);
});

it('takes linear time for a pattern that takes Java exponential time', () => {
  expect(route(`${'a'.repeat(50_000)}!`, '(a+)+b', 'x')).toHaveLength(50_001);
});

it('checks its options in Apache’s words', () => {
  expect(messagesOf('RegexRouter', { regex: '(' })).toEqual({
    regex: ['Invalid value ( for configuration regex: Invalid regex: Unclosed group near index 1\n('],
    replacement: ['Missing required configuration "replacement" which has no default value.'],
  });
});
