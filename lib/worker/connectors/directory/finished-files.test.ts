import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type FoundFile, look } from './directory-listing.ts';
import { FinishedFiles } from './finished-files.ts';
import { DIRECTORY_OPTIONS } from './options.ts';
import { readSettings } from './settings.ts';

function setUp(finished: string) {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-finished-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const done = join(dir, 'done');
  mkdirSync(done);
  const config = { directory: dir, topic: 't', 'finished.files': finished, 'finished.directory': done };
  const files = new FinishedFiles(readSettings(DIRECTORY_OPTIONS.parse(new Map(Object.entries(config)))));
  const write = (text: string): FoundFile => {
    writeFileSync(join(dir, 'a.csv'), text);
    return look(join(dir, 'a.csv')) as FoundFile;
  };
  return { files, write, done };
}

it('deletes a file at the second commit after it was read, not at the first, which may have begun before', () => {
  const { files, write } = setUp('delete');
  const file = write('one');
  files.add(file);
  expect(files.onCommit()).toEqual([]);
  expect(existsSync(file.path)).toBe(true);
  expect(files.onCommit()).toEqual([file.path]);
  expect(existsSync(file.path)).toBe(false);
});

it('leaves a file that changed after it was read, and every file that is to be kept', () => {
  for (const finished of ['delete', 'keep']) {
    const { files, write } = setUp(finished);
    files.add(write('one'));
    files.onCommit();
    const { path } = finished === 'delete' ? write('one and more') : write('one');
    expect(files.onCommit()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  }
});

it('moves files without overwriting any, and ends a move that was cut off', () => {
  const { files, write, done } = setUp('move');
  const moveNow = (file: FoundFile) => {
    files.add(file);
    files.onCommit();
    files.onCommit();
    expect(existsSync(file.path)).toBe(false);
  };
  moveNow(write('one'));
  moveNow(write('two'));
  const third = write('three');
  linkSync(third.path, join(done, 'a.csv.2'));
  moveNow(third);
  const texts = ['a.csv', 'a.csv.1', 'a.csv.2'].map((name) => readFileSync(join(done, name), 'utf8'));
  expect(texts).toEqual(['one', 'two', 'three']);
  expect(existsSync(join(done, 'a.csv.3'))).toBe(false);
});

it('names the file that cannot be moved, and where to', () => {
  const { files, write, done } = setUp('move');
  rmSync(done, { recursive: true });
  files.add(write('one'));
  files.onCommit();
  expect(() => files.onCommit()).toThrow(/a\.csv was read and cannot be moved to .*done/);
});
