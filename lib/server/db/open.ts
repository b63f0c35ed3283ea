import 'server-only';
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { AppError, messageOf } from '@/lib/base/errors';
import { NodeSqliteDialect } from './dialect';
import { first } from './migrations/001-first';
import { offsetSnapshots } from './migrations/002-offset-snapshots';
import { autoRestart } from './migrations/003-auto-restart';
import { configHistory } from './migrations/004-config-history';
import { loggerReverts } from './migrations/005-logger-reverts';
import { alerts } from './migrations/006-alerts';
import { eventTime } from './migrations/007-event-time';
import { clusterAccess } from './migrations/008-cluster-access';
import { historyAtScale } from './migrations/009-history-at-scale';
import { failuresByInstance } from './migrations/010-failures-by-instance';
import type { Schema } from './schema';

/** The console's database as the rest of the server sees it. */
export type Db = Kysely<Schema>;

/** Every step of the tables, in the order of their names. */
const MIGRATIONS = {
  '001-first': first,
  '002-offset-snapshots': offsetSnapshots,
  '003-auto-restart': autoRestart,
  '004-config-history': configHistory,
  '005-logger-reverts': loggerReverts,
  '006-alerts': alerts,
  '007-event-time': eventTime,
  '008-cluster-access': clusterAccess,
  '009-history-at-scale': historyAtScale,
  '010-failures-by-instance': failuresByInstance,
};

/** The database cannot be opened, read or written. Mutations answer 503 with it; reads of the fleet go on. */
export class StorageError extends AppError {
  override readonly name = 'StorageError';

  constructor(message: string, cause?: unknown) {
    super('storage/unavailable', message, { cause });
  }
}

/** Name, value set, and what reading it back must give. */
const SETTINGS: readonly (readonly [string, string, string | number])[] = [
  // Short, because it blocks the event loop; the dialect waits for longer without blocking.
  ['busy_timeout', '50', 50],
  ['journal_mode', 'wal', 'wal'],
  ['synchronous', 'full', 2],
  ['foreign_keys', 'on', 1],
  ['trusted_schema', 'off', 0],
  ['cell_size_check', 'on', 1],
  ['wal_autocheckpoint', '1000', 1000],
  ['journal_size_limit', '67108864', 67_108_864],
];

/**
 * Opens the console's database, checks it and brings its tables up to date.
 *
 * Guarantees: every setting is read back; files are readable by the owner only; a damaged file is kept as it is
 * and refused, and so is one that lost what it held: nobody gets a new one without a word. Errors: StorageError in
 * plain words.
 */
export async function openDb(folder: string): Promise<Db> {
  const file = join(folder, 'console.db');
  let database: DatabaseSync;
  const wasUsed = [join(folder, 'hash.key'), file].every((one) =>
    existsSync(/* turbopackIgnore: true */ one),
  );
  // SQLite takes an empty file for a new database, and drops the log beside it.
  if (wasUsed && statSync(/* turbopackIgnore: true */ file).size === 0)
    throw damaged(file, new Error('it is empty, although it was used'));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(file);
  } catch (cause) {
    throw new StorageError(`The data folder ${folder} cannot be written: ${messageOf(cause)}`, cause);
  }
  try {
    // Before the settings, of which the journal's mode is written into the file.
    database.exec('pragma cell_size_check = on');
    quickCheck(database, statSync(/* turbopackIgnore: true */ file).size);
    const { tables } = database.prepare('select count(*) as tables from sqlite_master').get() ?? {};
    if (wasUsed && tables === 0)
      throw new Error('it has no tables, although it was used: is its -wal file missing?');
    for (const [name, value, expected] of SETTINGS) setAndAssert(database, name, value, expected);
    protect(file);
  } catch (cause) {
    database.close();
    throw damaged(file, cause);
  }
  const db: Db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(database) });
  await migrate(db, file);
  protect(file);
  return db;
}

function damaged(file: string, cause: unknown): StorageError {
  const why = `The database ${file} is damaged or cannot be used (${messageOf(cause)}).`;
  return new StorageError(`${why} It was left as it is; move it away or restore a backup.`, cause);
}

async function migrate(db: Db, file: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  await db.destroy();
  throw new StorageError(`The database ${file} could not be brought up to date: ${messageOf(error)}`, error);
}

/** Units: bytes; what is checked in well under a second. */
const CHECKED_WHOLE = 256 * 1024 * 1024;
/** What makes a database large; losing some of it costs a picture, not a decision. */
const HISTORY = ['status_event', 'rollup_day', 'rollup_hour', 'instance', 'event_text'];

/** Reads the database through, a large one without its history, so that a start does not take longer with each day. */
function quickCheck(database: DatabaseSync, sizeBytes: number): void {
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !HISTORY.includes(name));
  const scopes = sizeBytes <= CHECKED_WHOLE ? [''] : tables.map((name) => `('${name}')`);
  for (const scope of scopes) {
    const check = Object.values(database.prepare(`pragma quick_check${scope}`).get() ?? {})[0];
    if (check !== 'ok') throw new Error(String(check));
  }
}

function setAndAssert(database: DatabaseSync, name: string, value: string, expected: string | number): void {
  database.exec(`pragma ${name} = ${value}`);
  const seen = Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
  if (seen !== expected) throw new Error(`pragma ${name} is ${String(seen)} and not ${expected}`);
}

function protect(file: string): void {
  for (const path of [file, `${file}-wal`, `${file}-shm`])
    if (existsSync(/* turbopackIgnore: true */ path)) chmodSync(path, 0o600);
}
