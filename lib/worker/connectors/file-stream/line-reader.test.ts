import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LineReader } from './line-reader.ts';

function newFile(text?: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-lines-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, 'file');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

function readerOf(path: string, position = 0): LineReader {
  const reader = new LineReader(path, position);
  onTestFinished(() => reader.close());
  return reader;
}

/** Reads until there is nothing more: a batch ends where the buffer does. */
function readAll(reader: LineReader) {
  const lines = [];
  for (let batch = reader.read(1000); batch.length > 0; batch = reader.read(1000)) lines.push(...batch);
  return lines;
}

it('gives each line with the byte after it, and goes on at such a byte', () => {
  const path = newFile('é\nb\r\n\nlast');
  expect(readAll(readerOf(path))).toEqual([
    { text: 'é', end: 3 },
    { text: 'b', end: 6 },
    { text: '', end: 7 },
  ]);
  expect(readAll(readerOf(path, 3)).map(({ text }) => text)).toEqual(['b', '']);
});

it('reads lines across its buffer, and no more at once than asked', () => {
  const lines = Array.from({ length: 5000 }, (_, n) => `${n}${'x'.repeat(200)}`);
  const reader = readerOf(newFile(`${lines.join('\n')}\n`));
  expect(reader.read(3)).toHaveLength(3);
  expect(readAll(reader).map(({ text }) => text)).toEqual(lines.slice(3));
});

it('W27: reads a line of 900 kB and refuses one above the limit by name and byte', () => {
  const long = 'x'.repeat(900_000);
  expect(readAll(readerOf(newFile(`${long}\n`)))[0]?.text).toBe(long);
  const path = newFile(`ok\n${'x'.repeat(3_000_000)}\n`);
  const reader = readerOf(path);
  expect(reader.read(1)).toEqual([{ text: 'ok', end: 3 }]);
  expect(() => readAll(reader)).toThrow(/line at byte 3 of .* is longer than 1048576 bytes/);
});

it('W27: waits for a missing file and begins anew when it is cut or replaced', () => {
  const path = newFile();
  const reader = readerOf(path);
  expect(readAll(reader)).toEqual([]);
  writeFileSync(path, 'one\ntwo\n');
  expect(readAll(reader)).toHaveLength(2);
  writeFileSync(path, '1\n');
  expect(readAll(reader)).toEqual([]);
  expect(readAll(reader)).toEqual([{ text: '1', end: 2 }]);
  writeFileSync(`${path}.new`, 'rotated\n');
  renameSync(`${path}.new`, path);
  expect(readAll(reader)).toEqual([]);
  expect(readAll(reader)).toEqual([{ text: 'rotated', end: 8 }]);
  appendFileSync(path, 'more\n');
  expect(readAll(reader)).toEqual([{ text: 'more', end: 13 }]);
});
