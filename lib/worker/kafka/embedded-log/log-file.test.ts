import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLmdbLogStore } from './lmdb-log-store.ts';
import { DamagedLogError } from './log-file.ts';

function newPath(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-log-file-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'log.lmdb');
}

async function fill(path: string, batches: number): Promise<void> {
  const store = openLmdbLogStore(path);
  for (let at = 0; at < batches; at += 1)
    await store.transact((writer) => writer.append(1, 0, { baseOffset: at, bytes: Buffer.alloc(6_000, at) }));
  await store.close();
}

it('makes a file under another name first, and leaves nothing of that', async () => {
  const path = newPath();
  writeFileSync(`${path}.new`, 'left by a loss of power');
  await fill(path, 1);
  expect(readdirSync(join(path, '..')).sort()).toEqual(['log.lmdb', 'log.lmdb-lock']);
});

it('makes anew what was never finished', async () => {
  const path = newPath();
  for (const left of [Buffer.alloc(0), Buffer.alloc(8_272)]) {
    writeFileSync(path, left);
    await fill(path, 1);
    rmSync(path);
  }
});

it('refuses a file that is no log or is damaged at its head in words, and leaves it as it is', async () => {
  const path = newPath();
  await fill(path, 20);
  const whole = readFileSync(path);
  for (const [from, to] of [
    [0, 4_096],
    [4_096, 8_192],
    [24, 28],
    [0, whole.length],
  ] as const) {
    const damaged = Buffer.from(whole).fill(0x41, from, to);
    writeFileSync(path, damaged);
    expect(() => openLmdbLogStore(path)).toThrow(DamagedLogError);
    expect(() => openLmdbLogStore(path, { readOnly: true })).toThrow(
      /log\.lmdb is damaged .* Put back a copy/,
    );
    expect(readFileSync(path).equals(damaged)).toBe(true);
  }
  expect(existsSync(`${path}.new`)).toBe(false);
});

it('reads a file that was cut up to where it was cut, and does not take the process down', async () => {
  const path = newPath();
  await fill(path, 20);
  truncateSync(path, 60_000);
  const store = openLmdbLogStore(path);
  onTestFinished(() => store.close());
  const read = () =>
    [...store.read(1, 0, 0)].filter(({ bytes, baseOffset }) => bytes.every((b) => b === baseOffset));
  let whole = 0;
  try {
    whole = read().length;
  } catch (error) {
    expect(String(error)).toMatch(/MDB|page|corrupt/i);
  }
  expect(whole).toBeLessThan(20);
});
