import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { splitFields } from './csv-fields.ts';
import { type Dialect, type RawRecord, RecordReader } from './record-reader.ts';

const CSV: Dialect = { delimiter: 44, quote: 34 };
const START = { position: 0, line: 0 };
const CHUNK = 256 * 1024;
const LIMIT = 1024 * 1024;

function newFile(content: string | Uint8Array): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-records-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'file'), content);
  return join(dir, 'file');
}

function readAll(path: string, dialect?: Dialect, start = START): RawRecord[] {
  const fd = openSync(path, 'r');
  const reader = new RecordReader(fd, start, { dialect });
  const records: RawRecord[] = [];
  for (let record = reader.next(); record; record = reader.next()) records.push(record);
  closeSync(fd);
  return records;
}

it('cuts lines with their places, whatever ends them, and leaves out blank ones', () => {
  expect(readAll(newFile('\ufeffone\n\r\nzwei ü\r\nlast'))).toEqual([
    { text: 'one', line: 1, next: { position: 7, line: 1 } },
    { text: 'zwei ü', line: 3, next: { position: 18, line: 3 } },
    { text: 'last', line: 4, next: { position: 22, line: 3 } },
  ]);
  expect(readAll(newFile(''))).toEqual([]);
  expect(readAll(newFile('\n\n'))).toEqual([]);
});

it('keeps newlines within quotes, also where a quote is escaped, and takes others for text', () => {
  const texts = ['1,"a\nb ""c""\n"', '2,it"s', '3,"",""'];
  const records = readAll(newFile(`${texts.join('\n')}\n`), CSV);
  expect(records.map(({ text, line }) => [text, line])).toEqual([
    [texts[0], 1],
    [texts[1], 4],
    [texts[2], 5],
  ]);
  expect(readAll(newFile('a,"b\nc\n'), { delimiter: 44, quote: undefined })).toHaveLength(2);
});

it('gives up one line for a quote that is not closed, and goes on behind it', () => {
  const records = readAll(newFile('1,a\n2,"open\n3,c\n'), CSV);
  expect(records.map(({ text, line, problem }) => [text, line, problem])).toEqual([
    ['1,a', 1, undefined],
    ['', 2, 'it has a quote that is not closed'],
    ['3,c', 3, undefined],
  ]);
  expect(readAll(newFile('"open'), CSV)).toMatchObject([{ line: 1, next: { position: 5 } }]);
});

it('names a line that is not in UTF-8, and goes on behind it', () => {
  const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0x66, 0xfc, 0x72, 10]), Buffer.from('b\n')]);
  const records = readAll(newFile(bytes));
  expect(records.map(({ text, line, problem }) => [text, line, problem])).toEqual([
    ['a', 1, undefined],
    ['', 2, 'it is not in UTF-8'],
    ['b', 3, undefined],
  ]);
});

it.each([-2, -1, 0, 1, 2])('finds the end of records beside the end of a chunk (%i bytes)', (shift) => {
  const field = (length: number) => `"${'x'.repeat(length - 7)}""\n,"`;
  const texts = [field(CHUNK + shift), 'ü,"q"', field(2 * CHUNK + shift), 'end'];
  const file = newFile(`${texts.join('\r\n')}\r\n`);
  expect(readAll(file, CSV).map(({ text }) => text)).toEqual(texts);
  expect(readAll(file).length).toBe(6);
});

it('keeps newlines within quotes in chunks behind one without quotes', () => {
  const texts = [
    ...Array.from({ length: 40_000 }, (_, row) => `${row},plain`),
    ...Array.from({ length: 20_000 }, (_, row) => `${row},"a\nb"`),
  ];
  const records = readAll(newFile(`${texts.join('\n')}\n`), CSV);
  expect(records.map(({ text }) => text)).toEqual(texts);
});

it.each([
  ['at the limit', LIMIT, undefined],
  ['above the limit', LIMIT + 1, /longer than 1048576 bytes/],
  ['far above the limit', 5 * LIMIT, /longer than 1048576 bytes/],
])('takes or gives up a line %s, and goes on behind it, wherever it began', (_, length, problem) => {
  for (const before of ['', 'first\n', 'x\n'.repeat(CHUNK)]) {
    const file = newFile(`${before}${'y'.repeat(length)}\nlast\n`);
    const [long, last] = readAll(file).slice(-2);
    expect(long?.text.length).toBe(problem ? 0 : length);
    if (problem) expect(long?.problem).toMatch(problem);
    expect(last).toMatchObject({ text: 'last', next: { position: before.length + length + 6 } });
  }
});

const anyField = fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', '\n', '\r', ' '), maxLength: 8 });
const writtenField = anyField.map((field) => `"${field.replaceAll('"', '""')}"`);
const plainField = fc.string({ unit: fc.constantFrom('a', 'ü', ' '), minLength: 1, maxLength: 8 });
const anyRow = fc.array(fc.oneof(writtenField, plainField), { minLength: 1, maxLength: 4 });

it('reads what csv-parse reads, and from every place what follows it', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (rows, lineEnd) => {
      const text = rows.map((row) => row.join(',') + lineEnd).join('');
      const file = newFile(text);
      const records = readAll(file, CSV);
      const fields = records.map((record) => splitFields(record.text, CSV).map((field) => field ?? ''));
      const options = { relax_column_count: true, record_delimiter: lineEnd };
      expect(fields).toEqual(parse(text, options));
      for (const [index, { next }] of records.entries()) {
        expect(readAll(file, CSV, next)).toEqual(records.slice(index + 1));
      }
    }),
    { numRuns: 300 },
  );
});

it('reads any bytes, in any place, without losing or doubling one', () => {
  const bytes = fc
    .uint8Array({ maxLength: 60 })
    .map((some) => some.map((byte) => [10, 34, 44, 97, 13][byte % 5] ?? byte));
  fc.assert(
    fc.property(bytes, (content) => {
      const file = newFile(content);
      const records = readAll(file, CSV);
      let end = 0;
      for (const [index, { next, line }] of records.entries()) {
        expect(next.position).toBeGreaterThan(end);
        const linesBefore =
          Buffer.from(content.subarray(0, next.position)).toString('latin1').split('\n').length - 1;
        expect(next.line).toBe(linesBefore);
        expect(line).toBeGreaterThan(0);
        end = next.position;
        expect(readAll(file, CSV, next)).toEqual(records.slice(index + 1));
      }
      const rest = Buffer.from(content.subarray(end)).toString('latin1');
      expect(rest.replaceAll(/[\r\n]/g, '')).toBe('');
    }),
    { numRuns: 500 },
  );
});
