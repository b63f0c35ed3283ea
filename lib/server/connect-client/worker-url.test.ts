import { describe, expect, test } from 'vitest';
import { isRefusedAddress, parseWorkerUrl } from './worker-url';

describe('S5: worker URLs', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://0xA9FEA9FE',
    'http://2852039166:8083',
    'http://0251.0376.0251.0376',
    'http://169.254.1',
    'http://[::ffff:169.254.169.254]',
    'http://[::ffff:a9fe:a9fe]:8083',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://0.0.0.0:8083',
    'http://0:8083',
    'http://224.0.0.1',
    'http://[ff02::1]',
    'http://[::]:8083',
    'file:///etc/passwd',
    'gopher://x:8083',
    'ftp://x',
    'javascript:alert(1)',
    'http://user:secretpw@host:8083',
    'http://host:8083/#x',
    'http://host:8083/?a=b',
    'not a url',
    '',
    'http://',
  ])('%s is refused', (url) => {
    expect(() => parseWorkerUrl(url)).toThrow();
    expect(() => parseWorkerUrl(url)).not.toThrow(/secretpw/);
  });

  test.each([
    ['http://localhost:8083/', 'http://localhost:8083'],
    [' https://connect.example:8443 ', 'https://connect.example:8443'],
    ['http://10.0.0.5:8083', 'http://10.0.0.5:8083'],
    ['http://h:8083/base/path/', 'http://h:8083/base/path'],
    ['http://h:8083/a/../b', 'http://h:8083/b'],
  ])('%s is taken as %s', (url, expected) => {
    expect(parseWorkerUrl(url)).toBe(expected);
  });

  test('addresses a name leads to are judged like typed ones', () => {
    expect(isRefusedAddress('169.254.169.254')).toBe(true);
    expect(isRefusedAddress('::ffff:169.254.169.254')).toBe(true);
    expect(isRefusedAddress('127.0.0.1')).toBe(false);
    expect(isRefusedAddress('fd12::1')).toBe(false);
  });
});
