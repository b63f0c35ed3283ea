import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readServerConfig } from '../config/config';
import { openDb } from './open';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-db-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the files of the database are readable by the owner only', async () => {
  const db = await openDb(folder);
  for (const name of ['console.db', 'console.db-wal']) {
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  }
  await db.destroy();
});

test('C18: a damaged database is refused, named and left as it is', async () => {
  const file = join(folder, 'console.db');
  await writeFile(file, 'this is no database, but somebody needs it');
  await expect(openDb(folder)).rejects.toThrow(/damaged.*left as it is/);
  expect(await readFile(file, 'utf8')).toBe('this is no database, but somebody needs it');
});

test('a folder that cannot be written is refused in plain words', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(openDb(join(folder, 'file', 'x'))).rejects.toThrow(/cannot be written/);
});

test.each([
  [{ SLUICE_POLL_MS: 'soon' }, /^SLUICE_POLL_MS/],
  [{ SLUICE_DEMO: 'yes' }, /^SLUICE_DEMO/],
  [{ SLUICE_CLUSTERS: 'prod' }, /^SLUICE_CLUSTERS/],
  [{ SLUICE_CLUSTERS: 'prod=http://u:p@h/#x' }, /^SLUICE_CLUSTERS: A worker URL has no "#"/],
  [{ SLUICE_SECRET_KEY: 'tooshort' }, /^SLUICE_SECRET_KEY: is not 32 bytes.*openssl rand/],
  [{ SLUICE_CONFIG: 'no-such.yaml' }, /^SLUICE_CONFIG: \/x\/no-such\.yaml cannot be read/],
  [{ SLUICE_CLUSTERS: 'a=http://h;A=http://i' }, /^SLUICE_CLUSTERS: "A" is there twice/],
  [{ SLUICE_EMBEDDED_URL: 'file:///x' }, /^SLUICE_EMBEDDED_URL/],
])('%j is an error that names the variable', (env, words) => {
  expect(() => readServerConfig(env, '/x')).toThrow(words);
});

test('the demo is on by default only when the embedded worker is all there is', () => {
  const embedded = { SLUICE_EMBEDDED_URL: 'http://127.0.0.1:8083' };
  expect(readServerConfig(embedded, '/x').demo).toBe(true);
  expect(readServerConfig({ ...embedded, SLUICE_CLUSTERS: 'p=http://h:8083' }, '/x').demo).toBe(false);
  expect(readServerConfig({ ...embedded, SLUICE_DEMO: '0' }, '/x').demo).toBe(false);
  expect(readServerConfig({}, '/x')).toMatchObject({ demo: false, clusters: [], dataDir: '/x/.sluice' });
  expect(readServerConfig({ SLUICE_CLUSTERS: 'Prod EU=http://a:1/,http://b:2' }, '/x').clusters).toEqual([
    {
      id: 'prod-eu',
      name: 'Prod EU',
      urls: ['http://a:1', 'http://b:2'],
      origin: 'environment',
      source: 'SLUICE_CLUSTERS',
    },
  ]);
});
