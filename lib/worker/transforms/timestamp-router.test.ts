import { expect, it } from 'vitest';
import { aRecord, configured } from '../../testing/transforms.ts';

it('adds the day of the record in UTC to the topic', () => {
  const router = configured('TimestampRouter', {});
  expect(router.apply(aRecord({ topic: 'test', timestamp: 1483425001864 }))?.topic).toBe('test-20170103');
});

it('fills in its own format, whatever characters the topic has', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are Kafka's, not JavaScript's
  const config = { 'topic.format': '${timestamp}.$1.${topic}', 'timestamp.format': 'yyyy/MM' };
  const router = configured('TimestampRouter', config);
  expect(router.apply(aRecord({ topic: "a$&'", timestamp: 0 }))?.topic).toBe("1970/01.$1.a$&'");
});

it('needs a timestamp', () => {
  const router = configured('TimestampRouter', {});
  expect(() => router.apply(aRecord({ timestamp: null }))).toThrow('Timestamp missing on record: ');
});
