import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseChannelUrl } from './channel-url';
import { readOrCreateSealKey, seal, unseal } from './seal';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-seal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('sealed text', () => {
  test('opens with the key that is kept, readable by the owner only', () => {
    const sealed = seal(readOrCreateSealKey(folder), 'https://hooks/secret', 'a');
    expect(unseal(readOrCreateSealKey(folder), sealed, 'a')).toBe('https://hooks/secret');
    expect(statSync(join(folder, 'seal.key')).mode & 0o777).toBe(0o600);
    expect(sealed).not.toContain('secret');
  });

  test('is another one each time, and opens for its own row only', () => {
    const key = readOrCreateSealKey(folder);
    const sealed = seal(key, 'x', 'a');
    expect(seal(key, 'x', 'a')).not.toBe(sealed);
    expect(() => unseal(key, sealed, 'b')).toThrow(/stored with another key/);
  });

  test('does not open once a byte was changed', () => {
    const key = readOrCreateSealKey(folder);
    const bytes = Buffer.from(seal(key, 'secret words', 'a'), 'base64');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => unseal(key, changed.toString('base64'), 'a')).toThrow();
    }
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
    expect(() => parseChannelUrl(url)).toThrow();
    expect(() => parseChannelUrl(url)).not.toThrow(/topsecret/);
  });

  test('path and query are kept, because they are the secret', () => {
    expect(parseChannelUrl('https://hooks.slack.com/services/T/B/x?sig=a%2Fb').href).toBe(
      'https://hooks.slack.com/services/T/B/x?sig=a%2Fb',
    );
  });
});
