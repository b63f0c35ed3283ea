import { expect, it } from 'vitest';
import { route } from './http.ts';
import { Router } from './router.ts';

const answer = () => ({ status: 200 });
const router = new Router([
  route('GET', '/', answer),
  route('GET', '/connectors', answer),
  route('POST', '/connectors', answer),
  route('GET', '/connectors/:name', answer),
]);

it.each([
  ['/connectors/', {}],
  ['/connectors/a%20b%3F%23+', { name: 'a b?#+' }],
  ['/connectors/a%2Fb', { name: 'a/b' }],
  ['/connectors/x;v=1', { name: 'x' }],
  ['/connectors/__proto__', { name: '__proto__' }],
])('finds %s with %j', (path, params) => {
  expect({ ...router.match('GET', path).params }).toEqual(params);
});

it.each([
  ['GET', '/no/such', 404, 'HTTP 404 Not Found'],
  ['DELETE', '/connectors', 405, 'HTTP 405 Method Not Allowed'],
  ['GET', '//connectors', 400, 'Ambiguous URI empty segment'],
  ['GET', '/connectors/%E0%A4%A', 400, 'The path is not valid percent-encoded UTF-8'],
])('refuses %s %s with %i', (method, path, status, message) => {
  expect(() => router.match(method, path)).toThrow(expect.objectContaining({ status, message }));
});

it('answers HEAD as GET and lists the methods for OPTIONS in Jersey’s order', async () => {
  expect(router.match('HEAD', '/').handler).toBe(answer);
  const request = { method: 'OPTIONS', params: {}, query: new URLSearchParams(), body: '', baseUrl: '' };
  expect(await router.match('OPTIONS', '/connectors').handler(request)).toMatchObject({
    status: 200,
    text: 'HEAD, POST, GET, OPTIONS',
    headers: { allow: 'HEAD,POST,GET,OPTIONS' },
  });
});
