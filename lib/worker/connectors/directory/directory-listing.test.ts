import { closeSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type FoundFile, listFiles, look, openFound } from './directory-listing.ts';
import { DIRECTORY_OPTIONS } from './options.ts';
import { readSettings } from './settings.ts';

const NOW = 1_800_000_000_000;

function setUp(more: Record<string, string> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-listing-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const config = { directory: dir, topic: 't', ...more };
  const settings = readSettings(DIRECTORY_OPTIONS.parse(new Map(Object.entries(config))));
  const write = (name: string, ageMs = 60_000) => {
    writeFileSync(join(dir, name), 'x');
    utimesSync(join(dir, name), new Date(NOW - ageMs), new Date(NOW - ageMs));
  };
  const list = (task = 0, tasks = 1) =>
    listFiles(settings, { task, tasks }, NOW).map(({ path }) => basename(path));
  return { dir, write, list };
}

it('lists matching files by name, without folders, hidden files and those that changed lately', () => {
  const { dir, write, list } = setUp({ 'file.pattern': '*.{csv,txt}', 'file.minimum.age.ms': '1000' });
  for (const name of ['b.csv', 'a.txt', '.hidden.csv', 'c.json']) write(name);
  write('young.csv', 999);
  write('just-old-enough.csv', 1000);
  write('from-the-future.csv', -5000);
  mkdirSync(join(dir, 'folder.csv'));
  expect(list()).toEqual(['a.txt', 'b.csv', 'from-the-future.csv', 'just-old-enough.csv']);
});

it('gives every file to exactly one task, whatever else there is', () => {
  const { write, list } = setUp();
  const names = Array.from({ length: 50 }, (_, index) => `file-${index}`);
  for (const name of names) write(name);
  const shares = [0, 1, 2].map((task) => list(task, 3));
  expect(shares.flat().sort()).toEqual(names.sort());
  expect(Math.min(...shares.map(({ length }) => length))).toBeGreaterThan(5);
  write('more');
  const again = [0, 1, 2].map((task) => list(task, 3).filter((name) => name !== 'more'));
  expect(again).toEqual(shares);
});

it('opens no file that is gone or is no longer what was found', () => {
  const { dir, write } = setUp();
  write('a');
  const found = look(join(dir, 'a')) as FoundFile;
  const fd = openFound(found);
  expect(fd).toBeGreaterThan(0);
  closeSync(fd as number);
  write('a', 50_000);
  expect(openFound(found)).toBeUndefined();
  rmSync(join(dir, 'a'));
  expect(openFound(found)).toBeUndefined();
});
