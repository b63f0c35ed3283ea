import { expect, it } from 'vitest';
import { checkAccess, checkMediaTypes } from './guards.ts';

it.each(['localhost:8083', '127.0.0.1', '[::1]:8083', 'LOCALHOST', 'worker.example:1'])(
  'lets Host %s in',
  (host) => {
    expect(() => checkAccess({ host }, ['worker.example'])).not.toThrow();
  },
);

it.each(['evil.example', 'evil.example:8083', '', 'localhost.evil.example'])('refuses Host "%s"', (host) => {
  expect(() => checkAccess({ host }, ['127.0.0.1'])).toThrow(/is not one this worker answers to/);
});

it('refuses whatever a web page sends', () => {
  expect(() => checkAccess({ host: 'localhost', origin: 'http://localhost:3000' }, [])).toThrow(/web pages/);
});

it('takes JSON bodies only, and answers JSON only', () => {
  const json = { 'content-type': 'application/json; charset=utf-8', accept: '*/*' };
  expect(() => checkMediaTypes('POST', json, true)).not.toThrow();
  expect(() => checkMediaTypes('POST', { 'content-type': 'text/plain' }, true)).toThrow(/415/);
  expect(() => checkMediaTypes('PUT', {}, true)).toThrow(/415/);
  expect(() => checkMediaTypes('PUT', {}, false)).not.toThrow();
  expect(() => checkMediaTypes('GET', { accept: 'text/html' }, false)).toThrow(/406/);
});
