import { copyFile, cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/lib/base/clock';
import { createLogger } from '@/lib/base/logger';
import { startTestConsole } from '@/lib/testing/test-console';
import { AuditLog } from '../audit/audit-log';
import { createConsole } from '../console';
import { openDb, StorageError } from './open';

const ROWS = 300;
let folder: string;
let whole: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-damage-'));
  whole = join(folder, 'whole');
  const running = await startTestConsole({ clusters: {}, folder: whole });
  for (let i = 0; i < ROWS; i += 1) {
    const entry = {
      actionId: `a${i}`,
      actor: 'local',
      cluster: 'prod',
      connector: `c${i}`,
      operation: 'pause',
    };
    await running.console.audit.intent({ ...entry, detail: {}, requestId: 'r' });
  }
  await running[Symbol.asyncDispose]();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fileOf = (at: string) => join(at, 'console', 'console.db');

/** A start on a copy whose file was changed; says what came of it and what the file then is. */
async function startOn(damage: (file: string) => Promise<void>) {
  const copy = join(folder, 'copy');
  await rm(copy, { recursive: true, force: true });
  await cp(whole, copy, { recursive: true });
  await damage(fileOf(copy));
  const before = await readFile(fileOf(copy));
  try {
    const db = await openDb(join(copy, 'console'));
    const audit = new AuditLog(db, systemClock);
    const rows = await db
      .selectFrom('audit')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirst()
      .then((row) => row?.n)
      .catch(() => 'unreadable');
    const broken = await audit.firstBroken().catch(() => 'unreadable');
    await db.destroy();
    return { opened: true, rows, broken, before };
  } catch (error) {
    const after = await readFile(fileOf(copy));
    return { opened: false, error, kept: after.equals(before), before };
  }
}

describe('C18', () => {
  test('of 200 random damages none ends in a crash, a changed file, or a new database without a word', async () => {
    const size = (await readFile(fileOf(whole))).length;
    let refused = 0;
    const damage = fc.oneof(
      fc.record({
        kind: fc.constant('flip' as const),
        at: fc.nat(size - 1),
        bits: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(size - 1), bits: fc.constant(0) }),
      fc.record({
        kind: fc.constant('zero' as const),
        at: fc.nat(size - 1),
        bits: fc.integer({ min: 1, max: 4096 }),
      }),
      fc.record({
        kind: fc.constant('noise' as const),
        at: fc.nat(size - 1),
        bits: fc.integer({ min: 1, max: 4096 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ({ kind, at, bits }) => {
        const result = await startOn(async (file) => {
          if (kind === 'cut') return truncate(file, at);
          const bytes = await readFile(file);
          if (kind === 'flip') bytes[at] = (bytes[at] ?? 0) ^ bits;
          else bytes.fill(kind === 'zero' ? 0 : Buffer.from('noise'), at, Math.min(at + bits, bytes.length));
          return writeFile(file, bytes);
        });
        if (!result.opened) {
          refused += 1;
          expect(result.error).toBeInstanceOf(StorageError);
          expect(String(result.error)).toMatch(/console\.db/);
          // A migration that cannot begin has read the tables before.
          if (!/brought up to date/.test(String(result.error))) expect(result.kept).toBe(true);
          return;
        }
        // What SQLite's check lets through is at most a changed value, and the audit's own chain finds that.
        expect(result.rows).toBe(ROWS);
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(30);
  }, 60_000);

  test('a changed value in the audit is found by its chain', async () => {
    const result = await startOn(async (file) => {
      const bytes = await readFile(file);
      const at = bytes.indexOf('c123');
      bytes.write('c124', at);
      await writeFile(file, bytes);
    });
    expect(result.opened && result.broken !== null).toBe(true);
  });

  test.each<[string, (file: string) => Promise<void>]>([
    ['an empty file', (file) => truncate(file, 0)],
    ['something that is no database', (file) => writeFile(file, 'a letter to the editor')],
    [
      'a file whose log is missing, so that nothing it held is in it',
      async (file) => {
        // As after a crash before the first checkpoint: one page, everything else in the -wal that is gone.
        const other = join(folder, 'other');
        const db = await openDb(other);
        await copyFile(join(other, 'console.db'), file);
        await db.destroy();
      },
    ],
  ])('%s is refused, named and left as it is, and no new one is made', async (_what, damage) => {
    const result = await startOn(damage);
    expect(result).toMatchObject({ opened: false, kept: true });
    if (!result.opened) expect(String(result.error)).toMatch(/console\.db is damaged.*restore a backup/);
  });

  test('a key file that is cut is refused and left as it is', async () => {
    await truncate(join(whole, 'console', 'hash.key'), 7);
    const config = {
      dataDir: whole,
      consoleDir: join(whole, 'console'),
      clusters: [],
      embeddedUrl: undefined,
    };
    const more = { demo: false, pollMs: 1_000, history: { days: 1, bytes: 2 ** 31 } };
    const log = createLogger('test', { write: () => undefined });
    await expect(createConsole({ ...config, ...more }, { log })).rejects.toThrow(
      /hash\.key is damaged: it holds 7 bytes and not 32/,
    );
    expect(await readFile(join(whole, 'console', 'hash.key'))).toHaveLength(7);
  });
});
