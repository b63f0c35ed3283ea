import dns from 'node:dns';
import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '@/lib/base/clock';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { ConnectClient } from './client';
import { isRefusedAddress, parseTokenUrl, parseWorkerUrl } from './worker-url';

vi.mock('node:dns', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:dns')>();
  const lookup = vi.fn(real.lookup);
  return { ...real, lookup, default: { ...real, lookup } };
});

type LookupCallback = (error: null, addresses: { address: string; family: number }[]) => void;

/** The metadata address and its like, in every spelling a URL parser may take. */
const REFUSED_HOSTS = [
  ...['169.254.169.254', '169.254.0.1', '169.254.255.255', '0xA9FEA9FE', '0xa9.0xfe.0xa9.0xfe', '2852039166'],
  ...[
    '025177524776',
    '0251.0376.0251.0376',
    '0251.254.0xa9.254',
    '169.254.43518',
    '169.16689662',
    '169.254.1',
  ],
  ...[
    '169.254.169.254.',
    '１６９.254.169.254',
    '169。254。169。254',
    '%31%36%39.254.169.254',
    '169.254.169.0xfe',
  ],
  ...['[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[0:0:0:0:0:ffff:a9fe:a9fe]', '[::FFFF:A9FE:A9FE]'],
  ...['[::169.254.169.254]', '[::ffff:0:a9fe:a9fe]', '[64:ff9b::169.254.169.254]', '[2002:a9fe:a9fe::1]'],
  ...['[fe80::1]', '[fe80::a9fe:a9fe]', '[febf::1]', '[fd00:ec2::254]', '[fd00:0ec2:0::0254]'],
  ...[
    '0.0.0.0',
    '0',
    '00',
    '0x0',
    '0.1.2.3',
    '0.255.255.255',
    '[::]',
    '[::ffff:0.0.0.0]',
    '[::ffff:0.1.2.3]',
  ],
  ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '0xe0000001', '4294967295'],
  ...['[ff00::1]', '[ff02::1]', '[ff05::1:3]', '[::ffff:224.0.0.1]', '[::ffff:255.255.255.255]'],
];

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

  test.each(REFUSED_HOSTS)('a worker at %s is refused, and never connected to', async (host) => {
    expect(() => parseWorkerUrl(`http://${host}:8083`)).toThrow(/link-local or reserved/);
    expect(() => parseTokenUrl(`https://${host}/token?x=1`)).toThrow(/link-local or reserved/);
    // As if it had come into the database some other way.
    using client = new ConnectClient([`http://${host}:8083`], systemClock);
    await expect(client.call('root')).rejects.toMatchObject({ kind: 'forbidden-address', applied: 'no' });
  });

  test('a name is looked up and checked again on every connect: one that flips is not followed', async () => {
    await using worker = await FakeWorker.start();
    const answers = [
      ['127.0.0.1'],
      ['169.254.169.254'],
      ['127.0.0.1', '169.254.169.254'],
      ['::ffff:a9fe:a9fe'],
    ];
    // Typed by what Node's own lookup does with `all`.
    vi.mocked(dns.lookup).mockImplementation(((_host: string, _options: object, done: LookupCallback) => {
      const addresses = (answers.shift() ?? []).map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }));
      done(null, addresses);
    }) as typeof dns.lookup);
    const url = `http://flips.example:${worker.port}`;
    const call = async () => {
      using client = new ConnectClient([url], systemClock);
      return client.call('root');
    };
    expect(await call()).toMatchObject({ version: worker.version });
    for (let n = 0; n < 3; n += 1) await expect(call()).rejects.toMatchObject({ kind: 'forbidden-address' });
    expect(answers).toEqual([]);
    expect(worker.requests).toHaveLength(1);
    vi.mocked(dns.lookup).mockRestore();
  });

  test('addresses a name leads to are judged like typed ones', () => {
    expect(isRefusedAddress('169.254.169.254')).toBe(true);
    expect(isRefusedAddress('::ffff:169.254.169.254')).toBe(true);
    expect(isRefusedAddress('127.0.0.1')).toBe(false);
    expect(isRefusedAddress('fd12::1')).toBe(false);
  });
});
