import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseChannelUrl } from '../alerts/channel-url';
import { seal, unseal } from './seal';
import { parseSealKey, readSealKeys } from './seal-keys';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-seal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('sealed text', () => {
  test('opens with the key that is kept, readable by the owner only', () => {
    const sealed = seal(readSealKeys(folder), 'https://hooks/secret', 'a');
    expect(unseal(readSealKeys(folder), sealed, 'a')).toBe('https://hooks/secret');
    expect(statSync(join(folder, 'seal.key')).mode & 0o777).toBe(0o600);
    expect(sealed).not.toContain('secret');
  });

  test('is another one each time, and opens for its own row only', () => {
    const key = readSealKeys(folder);
    const sealed = seal(key, 'x', 'a');
    expect(seal(key, 'x', 'a')).not.toBe(sealed);
    expect(() => unseal(key, sealed, 'b')).toThrow(/stored with another key/);
  });

  test('does not open once a byte was changed', () => {
    const key = readSealKeys(folder);
    const bytes = Buffer.from(seal(key, 'secret words', 'a'), 'base64');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => unseal(key, changed.toString('base64'), 'a')).toThrow();
    }
  });
});

describe('a given key', () => {
  const bytes = randomBytes(32);

  test.each(['hex', 'base64', 'base64url'] as const)('is read as %s', (encoding) => {
    const key = parseSealKey(` ${bytes.toString(encoding)}\n`);
    expect(key?.export()).toEqual(bytes);
  });

  test.each(['', 'password', 'a'.repeat(42), 'g'.repeat(64), `${'a'.repeat(43)}==`])('%j is none', (text) => {
    expect(parseSealKey(text)).toBeUndefined();
  });

  test('seals, and what the key file sealed still opens', () => {
    const old = seal(readSealKeys(folder), 'x', 'a');
    const given = parseSealKey(bytes.toString('hex'));
    const keys = readSealKeys(folder, given);
    expect(unseal(keys, old, 'a')).toBe('x');
    const fresh = seal(keys, 'y', 'a');
    expect(() => unseal(readSealKeys(folder), fresh, 'a')).toThrow(/stored with another key/);
    rmSync(join(folder, 'seal.key'));
    expect(unseal(readSealKeys(folder, given), fresh, 'a')).toBe('y');
    expect(existsSync(join(folder, 'seal.key'))).toBe(false);
  });

  test('file that others may read is closed to them', () => {
    readSealKeys(folder);
    chmodSync(join(folder, 'seal.key'), 0o644);
    readSealKeys(folder);
    expect(statSync(join(folder, 'seal.key')).mode & 0o777).toBe(0o600);
  });
});

describe('S5: addresses of channels', () => {
  test.each([
    'http://169.254.169.254/latest',
    'http://0xA9FEA9FE/x',
    'http://[::ffff:169.254.169.254]/x',
    'http://[fe80::1]/x',
    'http://0.0.0.0/x',
    'file:///etc/passwd',
    'https://user:topsecret@host/x',
    'https://host/topsecret#x',
    'topsecret',
  ])('%s is refused, without repeating it', (url) => {
    expect(() => parseChannelUrl(url, 'webhook')).toThrow();
    expect(() => parseChannelUrl(url, 'webhook')).not.toThrow(/topsecret/);
  });

  test('path and query are kept, because they are the secret', () => {
    expect(parseChannelUrl('https://hooks.slack.com/services/T/B/x?sig=a%2Fb', 'webhook').href).toBe(
      'https://hooks.slack.com/services/T/B/x?sig=a%2Fb',
    );
  });
});
