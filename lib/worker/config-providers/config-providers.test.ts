import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ConfigProvider } from '../api/config-provider.ts';
import { DirectoryConfigProvider } from './directory-config-provider.ts';
import { EnvVarConfigProvider } from './env-var-config-provider.ts';
import { FileConfigProvider } from './file-config-provider.ts';

const SECRET = 'hunter2-hunter2';

function newTree() {
  const root = mkdtempSync(join(tmpdir(), 'sluice-providers-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [allowed, outside] = [join(root, 'allowed'), join(root, 'outside')];
  for (const dir of [allowed, outside]) mkdirSync(dir);
  for (const dir of [allowed, outside])
    writeFileSync(join(dir, 'db.properties'), `password = ${SECRET}\nempty=\n`);
  return { root, allowed, outside };
}

function configured<P extends ConfigProvider>(provider: P, options: Record<string, string>): P {
  provider.configure(options);
  return provider;
}

/** What was thrown says why and quotes nothing of a file. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    const { message, className } = error as Error & { className: string };
    expect(className).toBe('org.apache.kafka.common.config.ConfigException');
    expect(`${message} ${String((error as Error).cause)}`).not.toContain(SECRET);
    return message;
  }
  throw new Error('nothing was refused');
}

it('reads a key of a properties file, an empty value too', () => {
  const { allowed } = newTree();
  const file = configured(new FileConfigProvider(), { 'allowed.paths': allowed });
  expect(file.get(join(allowed, 'db.properties'), 'password')).toBe(SECRET);
  expect(file.get(join(allowed, 'db.properties'), 'empty')).toBe('');
});

it('names a missing key and a missing file', () => {
  const { allowed } = newTree();
  const file = configured(new FileConfigProvider(), { 'allowed.paths': allowed });
  const path = join(allowed, 'db.properties');
  expect(refusal(() => file.get(path, 'user'))).toBe(`the file ${path} has no key user`);
  expect(refusal(() => file.get(path, 'constructor'))).toContain('has no key');
  expect(refusal(() => file.get(join(allowed, 'nope'), 'user'))).toContain('cannot be read (ENOENT)');
});

it.each([
  ['a path outside', ({ outside }: Tree) => join(outside, 'db.properties')],
  ['a way out by ..', ({ allowed }: Tree) => `${allowed}/../outside/db.properties`],
  ['a link to outside', ({ allowed }: Tree) => join(allowed, 'link')],
  ['a file behind a linked folder', ({ allowed }: Tree) => join(allowed, 'folder-link', 'db.properties')],
  ['a folder whose name only begins alike', ({ allowed }: Tree) => `${allowed}-too/db.properties`],
  ['a relative path', () => 'db.properties'],
  ['no path', () => ''],
  ['a NUL', ({ allowed }: Tree) => `${allowed}/db.properties\0.txt`],
  ['the environment of the process', () => '/proc/self/environ'],
  ['what does not exist outside', ({ outside }: Tree) => join(outside, 'nothing-here')],
])('S13 refuses %s with the same words', (_what, pathIn) => {
  const tree = newTree();
  const { allowed, outside } = tree;
  symlinkSync(join(outside, 'db.properties'), join(allowed, 'link'));
  symlinkSync(outside, join(allowed, 'folder-link'));
  mkdirSync(`${allowed}-too`);
  writeFileSync(`${allowed}-too/db.properties`, `password=${SECRET}`);
  const file = configured(new FileConfigProvider(), { 'allowed.paths': allowed });
  const message = refusal(() => file.get(pathIn(tree), 'password'));
  expect(message).toMatch(/^the path .* is not in allowed\.paths of the provider$/);
});

it('S13 refuses /proc even where everything is allowed, and reads elsewhere', () => {
  const { allowed } = newTree();
  const file = configured(new FileConfigProvider(), { 'allowed.paths': '/' });
  expect(refusal(() => file.get('/proc/self/environ', 'PATH'))).toContain('is not in allowed.paths');
  expect(file.get(join(allowed, 'db.properties'), 'password')).toBe(SECRET);
});

it('follows links that stay inside, as mounted secrets of Kubernetes are', () => {
  const { allowed } = newTree();
  mkdirSync(join(allowed, '..2026_11'));
  writeFileSync(join(allowed, '..2026_11', 'password'), SECRET);
  symlinkSync('..2026_11', join(allowed, '..data'));
  symlinkSync('..data/password', join(allowed, 'password'));
  const directory = configured(new DirectoryConfigProvider(), { 'allowed.paths': allowed });
  expect(directory.get(allowed, 'password')).toBe(SECRET);
});

it.each(['../outside/db.properties', '..', '.', '', 'a\\b', 'x\0'])(
  'S13 takes the key %j of a folder for no file name',
  (key) => {
    const { allowed } = newTree();
    const directory = configured(new DirectoryConfigProvider(), { 'allowed.paths': allowed });
    expect(refusal(() => directory.get(allowed, key))).toContain('must be the name of a file');
  },
);

it('reads no folder, and nothing larger than 1 MiB', () => {
  const { allowed } = newTree();
  mkdirSync(join(allowed, 'sub'));
  writeFileSync(join(allowed, 'large'), 'x'.repeat(1024 * 1024 + 1));
  const directory = configured(new DirectoryConfigProvider(), { 'allowed.paths': allowed });
  expect(refusal(() => directory.get(allowed, 'sub'))).toContain('is not a file');
  expect(refusal(() => directory.get(allowed, 'large'))).toContain('is larger than 1048576 bytes');
});

it.each([
  [{}, 'Missing required configuration "allowed.paths"'],
  [{ 'allowed.paths': '' }, 'Empty list'],
  [{ 'allowed.paths': 'relative' }, 'Path relative is not absolute'],
  [{ 'allowed.paths': '/no/such/folder' }, 'Path /no/such/folder does not exist'],
])('does not start with the options %j', (options: Record<string, string>, words) => {
  expect(refusal(() => new FileConfigProvider().configure(options))).toContain(words);
});

it('S13 reads only variables whose whole name is allowed', () => {
  const env = { DB_PASSWORD: SECRET, SLUICE_KEY: 'no', MY_DB_PASSWORD: 'no' };
  const provider = configured(new EnvVarConfigProvider(env), { 'allowlist.pattern': 'DB_.*' });
  expect(provider.get('', 'DB_PASSWORD')).toBe(SECRET);
  const refused = 'does not match allowlist.pattern of the provider';
  for (const key of ['SLUICE_KEY', 'MY_DB_PASSWORD']) {
    expect(refusal(() => provider.get('', key))).toBe(`the variable ${key} ${refused}`);
  }
  expect(refusal(() => provider.get('', 'DB_USER'))).toBe('the variable DB_USER is not set');
  expect(refusal(() => provider.get('path', 'DB_PASSWORD'))).toContain('a variable has no path');
});

it('S13 needs a pattern for variables, and one that a hostile name cannot slow down', () => {
  expect(refusal(() => new EnvVarConfigProvider({}).configure({}))).toContain('"allowlist.pattern"');
  expect(refusal(() => new EnvVarConfigProvider({}).configure({ 'allowlist.pattern': '(' }))).toContain(
    'Invalid regex',
  );
  const provider = configured(new EnvVarConfigProvider({}), { 'allowlist.pattern': '(a+)+' });
  expect(refusal(() => provider.get('', `${'a'.repeat(50_000)}!`))).toContain('does not match');
});

type Tree = ReturnType<typeof newTree>;
