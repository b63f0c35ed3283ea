import { describe, expect, it } from 'vitest';
import { authWords, expiryWarnings, expiryWords, problemWords, tlsWords } from './access-words';

const NOW = Date.UTC(2026, 0, 15);
const DAY = 86_400_000;
const at = (days: number) => ({ subject: 'CN=x', expiresAt: NOW + days * DAY });

describe('words about access', () => {
  it('name the authentication without anything secret', () => {
    expect(authWords({ type: 'none' })).toBeUndefined();
    expect(authWords({ type: 'basic', username: 'ada' })).toBe('Basic: ada');
    expect(authWords({ type: 'oauth2', tokenUrl: 'http://t', clientId: 'c', scope: null })).toBe('OAuth2: c');
  });

  it('tell TLS, own CA and mTLS apart', () => {
    expect(tlsWords(['http://h'], { ca: at(1), cert: null })).toBeUndefined();
    expect(tlsWords(['http://h', 'https://h'], { ca: null, cert: null })).toBe('TLS');
    expect(tlsWords(['https://h'], { ca: at(1), cert: at(1) })).toBe('mTLS, own CA');
  });

  it('warn of certificates that end within 30 days', () => {
    expect([-1, 0, 3, 31].map((days) => expiryWords(at(days).expiresAt + 1, NOW))).toEqual([
      'expired',
      'expires within a day',
      'expires in 3 d',
      'expires 2026-02-15',
    ]);
    expect(expiryWarnings({ ca: at(400), cert: at(3) }, NOW)).toEqual(['Client certificate expires in 3 d']);
  });

  it('have a word for every kind of problem, also one nobody knows', () => {
    expect(problemWords('tls')).toBe('TLS');
    expect(problemWords('constructor')).toBe('Unexpected answer');
  });
});
