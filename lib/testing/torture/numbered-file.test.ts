import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { countLines, firstDifference, NumberedFile } from './numbered-file.ts';

it('names the first line that is missing, double or out of place, and what is too much', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-numbered-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = new NumberedFile(join(dir, 'in.txt'));
  file.append(150_000);
  file.append(3);
  file.close();
  expect(countLines(file.path)).toBe(150_003);
  expect(firstDifference(file.path, 150_003)).toBeUndefined();
  const lines = readFileSync(file.path, 'utf8').split('\n').slice(0, 10);
  const differenceOf = (changed: readonly string[]) => {
    const path = join(dir, 'out.txt');
    writeFileSync(path, changed.map((line) => `${line}\n`).join(''));
    return firstDifference(path, 10);
  };
  expect(differenceOf(lines)).toBeUndefined();
  expect(differenceOf(lines.toSpliced(4, 1))).toBe('line 4 is "000000000005" instead of "000000000004"');
  expect(differenceOf(lines.toSpliced(4, 0, lines[3] ?? ''))).toContain('line 4 is "000000000003"');
  expect(differenceOf(lines.slice(0, 9))).toBe('line 9 is "missing" instead of "000000000009"');
  expect(differenceOf([...lines, 'more'])).toBe('5 bytes too many at the end');
});
