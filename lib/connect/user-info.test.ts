import { expect, test } from 'vitest';
import { takeUserInfo } from './user-info';

test.each([
  ['http://ada:s3cret@c1:8083', 'http://c1:8083', 'ada', 's3cret'],
  [' https://a%40b:p%3Aw%2F@c1/base ', 'https://c1/base', 'a@b', 'p:w/'],
  ['http://ada@c1:8083', 'http://c1:8083', 'ada', ''],
  ['http://ada:50%@c1', 'http://c1', 'ada', '50%'],
])('%s becomes a URL without user info', (text, url, username, password) => {
  expect(takeUserInfo(text)).toEqual({ url, userInfo: { username, password } });
});

test.each(['http://c1:8083', 'no url', ''])('%j stays as it is', (text) => {
  expect(takeUserInfo(text)).toEqual({ url: text, userInfo: undefined });
});
