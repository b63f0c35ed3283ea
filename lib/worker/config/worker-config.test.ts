import { expect, it } from 'vitest';
import { parseWorkerConfig } from './worker-config.ts';

const converters = { 'key.converter': 'k', 'value.converter': 'v' };

it('fills in defaults', () => {
  expect(parseWorkerConfig(converters)).toMatchObject({
    host: '127.0.0.1',
    port: 8083,
    pluginPath: [],
    offsetFlushIntervalMs: 60_000,
    taskGraceMs: 5_000,
  });
});

it.each([
  [{ listeners: 'ftp://x:1' }, /listeners: expected one address/],
  [{ listeners: 'http://0.0.0.0:8083' }, /listeners: only loopback is safe/],
  [{ listeners: 'http://:8083' }, /listeners: only loopback is safe/],
  [{ 'offset.flush.interval.ms': 'soon' }, /offset\.flush\.interval\.ms: Not a number of type LONG/],
  [{ 'key.converter': '' }, /Missing required configuration "key\.converter"/],
])('names the option that is wrong in %j', (wrong, message) => {
  expect(() => parseWorkerConfig({ ...converters, ...wrong })).toThrow(message);
});
