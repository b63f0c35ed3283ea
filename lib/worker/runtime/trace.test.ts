import { expect, it } from 'vitest';
import { ConnectException, DataException } from '../api/exceptions.ts';
import { formatTrace } from './trace.ts';

it('prints class, message, frames and causes as Java does', () => {
  const trace = formatTrace(new ConnectException('outer', { cause: new DataException('inner') }));
  expect(trace).toMatch(/^org\.apache\.kafka\.connect\.errors\.ConnectException: outer\n\tat /);
  expect(trace).toContain('\nCaused by: org.apache.kafka.connect.errors.DataException: inner\n\tat ');
});

it('prints whatever was thrown, bounded', () => {
  expect(formatTrace('text')).toBe('java.lang.Throwable: text');
  expect(formatTrace(undefined)).toBe('java.lang.Throwable: undefined');
  expect(formatTrace(Object.create(null))).toBe('java.lang.Throwable: a value that cannot be printed');
  expect(formatTrace(new Error('x'.repeat(100_000))).length).toBeLessThan(33_000);
  const circular = new Error('round');
  circular.cause = circular;
  expect(formatTrace(circular).match(/Caused by/g)).toHaveLength(9);
});
