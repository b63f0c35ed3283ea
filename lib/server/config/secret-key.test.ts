import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readServerConfig } from './config';

const bytes = randomBytes(32);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-key-'));
  writeFileSync(join(folder, 'key'), `${bytes.toString('base64')}\n`);
  writeFileSync(join(folder, 'bad'), 'hidden-but-no-key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the key that seals secrets comes from a variable or from a file', () => {
  for (const env of [{ SLUICE_SECRET_KEY: bytes.toString('hex') }, { SLUICE_SECRET_KEY_FILE: 'key' }]) {
    expect(readServerConfig(env, folder).secretKey?.export()).toEqual(bytes);
  }
  expect(readServerConfig({}, folder).secretKey).toBeUndefined();
});

test.each([
  [{ SLUICE_SECRET_KEY_FILE: 'nope' }, /^SLUICE_SECRET_KEY_FILE: cannot be read \(ENOENT/],
  [{ SLUICE_SECRET_KEY_FILE: 'bad' }, /^SLUICE_SECRET_KEY_FILE: is not 32 bytes/],
  [{ SLUICE_SECRET_KEY_FILE: 'key', SLUICE_SECRET_KEY: 'x' }, /keep one of them/],
])('%j is an error that names the variable and no key', (env, words) => {
  expect(() => readServerConfig(env, folder)).toThrow(words);
  expect(() => readServerConfig(env, folder)).not.toThrow(/hidden/);
});
