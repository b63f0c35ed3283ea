import type https from 'node:https';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/lib/base/clock';
import type { ValidationError } from '@/lib/base/errors';
import { makeCertificate, type TestCertificate } from '@/lib/testing/certificates';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { TokenServer } from '@/lib/testing/token-server';
import { NO_ACCESS } from './access';
import { ConnectClient } from './client';
import { certificateInfo, checkTls, type TlsMaterial } from './tls';

const ca = makeCertificate({ name: 'Test CA', isCa: true });
const strangeCa = makeCertificate({ name: 'Other CA', isCa: true });
const good = makeCertificate({ name: 'worker', hosts: ['127.0.0.1', 'localhost'] }, ca);
const NONE: TlsMaterial = { ca: null, cert: null, key: null };

let workers: FakeWorker[] = [];
afterEach(async () => {
  for (const worker of workers) await worker[Symbol.asyncDispose]();
  workers = [];
});

async function serve({ cert, key }: TestCertificate, more: https.ServerOptions = {}): Promise<FakeWorker> {
  const worker = await FakeWorker.start(0, { cert, key, ...more });
  workers.push(worker);
  return worker;
}

async function failureOf(worker: FakeWorker, tls: Partial<TlsMaterial> = { ca: ca.cert }): Promise<unknown> {
  using client = new ConnectClient([worker.url], systemClock, { ...NO_ACCESS, tls: { ...NONE, ...tls } });
  return client.call('root').catch((error: unknown) => error);
}

describe('C29 TLS', () => {
  test('C29 an own CA is trusted for its cluster, and only there', async () => {
    const worker = await serve(good);
    expect(await failureOf(worker)).toMatchObject({ version: worker.version });
    expect(await failureOf(worker, {})).toMatchObject({ kind: 'tls', applied: 'no' });
  });

  test.each([
    ['expired', { untilDays: -1 }, ca, /has expired/],
    ['not valid yet', { fromDays: 2 }, ca, /not valid yet/],
    ['for another name', { hosts: ['connect.example'] }, ca, /is for connect\.example, not for 127\.0\.0\.1/],
    ['self-signed', {}, undefined, /self-signed: add it as CA certificate/],
    ['of a strange authority', {}, strangeCa, /authority that is not trusted here: add its CA/],
  ] as const)(
    'C29 a certificate that is %s is refused in plain words',
    async (_name, more, issuer, words) => {
      const worker = await serve(makeCertificate({ name: 'worker', hosts: ['127.0.0.1'], ...more }, issuer));
      const error = await failureOf(worker);
      expect(error).toMatchObject({ code: 'connect/unreachable/tls', message: expect.stringMatching(words) });
      expect(worker.requests).toEqual([]);
    },
  );

  test.each(['TLSv1', 'TLSv1.1'] as const)('C29 %s is refused in plain words', async (version) => {
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const worker = await serve(good, old);
    expect(await failureOf(worker)).toMatchObject({
      kind: 'tls',
      message: expect.stringMatching(/only TLS 1\.1 or older/),
    });
    expect(worker.requests).toEqual([]);
  });

  test('C29 https:// where plain http is spoken says so', async () => {
    const plain = await FakeWorker.start();
    workers.push(plain);
    using client = new ConnectClient([plain.url.replace('http:', 'https:')], systemClock);
    await expect(client.call('root')).rejects.toThrow(/does not speak TLS: is the URL http:\/\//);
  });
});

describe('mutual TLS', () => {
  const client = makeCertificate({ name: 'sluice' }, ca);
  const asking = { ca: ca.cert, requestCert: true, rejectUnauthorized: true };

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('the client certificate is shown, by %s', async (version) => {
    const worker = await serve(good, { ...asking, minVersion: version, maxVersion: version });
    let subject: string | undefined;
    worker.admits = ({ socket }) => {
      subject = socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject.CN) : undefined;
      return true;
    };
    expect(await failureOf(worker, { ca: ca.cert, cert: client.cert, key: client.key })).toMatchObject({
      version: worker.version,
    });
    expect(subject).toBe('sluice');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'without one the worker is said to ask for it, by %s',
    async (version) => {
      const worker = await serve(good, { ...asking, minVersion: version, maxVersion: version });
      const error = await failureOf(worker);
      expect(error).toMatchObject({ kind: 'tls', applied: 'no' });
      expect(String(error)).toMatch(/asks for a client certificate/);
      expect(worker.requests).toEqual([]);
    },
  );
});

describe('a token server behind TLS', () => {
  test('is trusted by the own CA, and its certificate is checked like that of a worker', async () => {
    await using worker = await FakeWorker.start();
    await using tokens = await TokenServer.start({ cert: good.cert, key: good.key });
    const auth = { tokenUrl: `${tokens.url}/token`, clientId: 'c', clientSecret: 'secret', scope: null };
    const clientWith = (own: string | null) =>
      new ConnectClient([worker.url], systemClock, {
        auth: { type: 'oauth2', ...auth },
        headers: [],
        tls: { ...NONE, ca: own },
      });
    using trusting = clientWith(ca.cert);
    await expect(trusting.call('listNames')).resolves.toEqual([]);
    using strange = clientWith(null);
    await expect(strange.call('listNames')).rejects.toThrow(
      /token server cannot be reached.*not trusted here/,
    );
    expect(tokens.requests).toHaveLength(1);
  });
});

describe('certificates and keys that are typed', () => {
  const other = makeCertificate({ name: 'other' });
  const encrypted = good.privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString();

  test.each([
    ['a CA that is no PEM', { ca: 'secret-text' }, 'tls.ca', /no PEM block/],
    ['a damaged CA', { ca: ca.cert.replace(/[A-Za-z]{20}/, 'A'.repeat(20)) }, 'tls.ca', /damaged/],
    ['a certificate without key', { cert: good.cert }, 'tls.key', /Give the private key/],
    ['a key without certificate', { key: good.key }, 'tls.cert', /Give the certificate/],
    ['a key that is none', { cert: good.cert, key: 'secret-text' }, 'tls.key', /no private key/],
    ['an encrypted key', { cert: good.cert, key: encrypted }, 'tls.key', /without a passphrase/],
    ['the key of another certificate', { cert: good.cert, key: other.key }, 'tls.key', /does not belong/],
  ] as const)('%s is refused by its field', (_name, material, field, words) => {
    const check = () => checkTls({ ...NONE, ...material });
    expect(check).toThrow(words);
    expect(check).not.toThrow(/secret-text/);
    const error = (() => {
      try {
        return check();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect((error as ValidationError).fields).toHaveProperty([field]);
  });

  test('good ones pass, a chain included, and only subject and expiry are told', () => {
    checkTls({ ca: ca.cert + strangeCa.cert, cert: good.cert + ca.cert, key: good.key });
    const info = certificateInfo(ca.cert);
    expect(info?.subject).toBe('CN=Test CA');
    expect(Math.abs((info?.expiresAt ?? 0) - Date.now() - 30 * 86_400_000)).toBeLessThan(60_000);
  });
});
