import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../base/logger.ts';
import { findPackages } from './plugin-loader.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-plugins-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function addPackage(folder: string, name: string, files: Record<string, string>): string {
  mkdirSync(join(folder, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  return join(folder, name);
}

function find(folder: string) {
  const lines: string[] = [];
  const packages = findPackages([folder], createLogger('test', { write: (line) => lines.push(line) }));
  return { packages, lines };
}

it('leaves out and names a link that leads nowhere, and finds the packages beside it', () => {
  const folder = newFolder();
  const fine = addPackage(folder, 'fine', { 'index.mjs': '' });
  symlinkSync(join(folder, 'gone'), join(folder, 'dangling'));
  symlinkSync(fine, join(folder, 'linked'));
  writeFileSync(join(folder, 'README.md'), '');
  const { packages, lines } = find(folder);
  expect(packages.map(({ dir }) => dir)).toEqual([fine, join(folder, 'linked')]);
  expect(lines).toEqual([
    expect.stringContaining(`Plugin package ${join(folder, 'dangling')} cannot be read`),
  ]);
});

it('names a folder of plugin.path that is not there', () => {
  const missing = join(newFolder(), 'missing');
  const { packages, lines } = find(missing);
  expect(packages).toEqual([]);
  expect(lines).toEqual([expect.stringContaining(`Folder ${missing} of plugin.path cannot be read`)]);
});

it.each<[string, object]>([
  ['text', { exports: './entry.js' }],
  ['an entry "."', { exports: { '.': './entry.js', './more': './more.js' } }],
  ['conditions', { exports: { require: './entry.cjs', import: './entry.js', default: './other.js' } }],
  ['conditions of an entry', { exports: { '.': { types: './entry.d.ts', default: './entry.js' } } }],
  ['nested conditions', { exports: { node: { require: './no.cjs', import: './entry.js' } } }],
  [
    'conditions without a match before one',
    { exports: { node: { require: './no.cjs' }, default: './entry.js' } },
  ],
  ['a list', { exports: { '.': [{ browser: './no.js' }, './entry.js'] } }],
  ['exports before main', { exports: './entry.js', main: './other.js' }],
  ['main', { main: 'entry.js' }],
])('finds the entry in a package.json with %s', (_, manifest) => {
  const folder = newFolder();
  const dir = addPackage(folder, 'one', { 'package.json': JSON.stringify(manifest), 'index.js': '' });
  expect(find(folder).packages[0]?.moduleUrl()).toBe(pathToFileURL(join(dir, 'entry.js')).href);
});

it.each(['index.mjs', 'index.js', 'index.ts'])('finds %s where package.json says nothing', (index) => {
  const folder = newFolder();
  const dir = addPackage(folder, 'one', { 'package.json': '{"type":"module"}', [index]: '' });
  expect(find(folder).packages[0]?.moduleUrl()).toBe(pathToFileURL(join(dir, index)).href);
});

it.each<[string, string, RegExp]>([
  ['no entry for import', '{"exports":{"require":"./a.cjs"}}', /"exports" .* have no entry "\." for import/],
  ['only other paths', '{"exports":{"./more":"./more.js"}}', /have no entry "\."/],
  ['an entry that is ruled out', '{"exports":{"import":null,"default":"./a.js"}}', /have no entry "\."/],
  ['a way out of the package', '{"exports":"./../other/a.js"}', /lead to "\.\/\.\.\/other\/a\.js"/],
  ['a bare path', '{"exports":"a.js"}', /lead to "a\.js", which is not below/],
  ['no JSON', '{', /cannot be read as JSON/],
  ['nothing', '{}', /neither an entry in package\.json nor index\.ts nor index\.mjs nor index\.js/],
])('says what is wrong with a package.json that has %s', (_, manifest, message) => {
  const folder = newFolder();
  addPackage(folder, 'one', { 'package.json': manifest });
  expect(() => find(folder).packages[0]?.moduleUrl()).toThrow(message);
});
