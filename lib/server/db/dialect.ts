import 'server-only';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
} from 'kysely';
import { systemClock } from '@/lib/base/clock';

/** Migrations of this dialect run inside one transaction: all of it or nothing. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely's SQLite dialect over `node:sqlite`; every transaction takes the write lock at its start. */
export class NodeSqliteDialect extends SqliteDialect {
  constructor(database: DatabaseSync) {
    super({ database: adapt(database) });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }

  override createDriver(): Driver {
    const driver = super.createDriver();
    const acquire = driver.acquireConnection.bind(driver);
    driver.acquireConnection = async () => patient(await acquire());
    driver.beginTransaction = async (connection: DatabaseConnection) => {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    };
    return driver;
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED. Source: https://sqlite.org/rescode.html */
const LOCKED: ReadonlySet<unknown> = new Set([5, 6]);
const TRY_AGAIN_MS = 50;
const TRY_FOR_MS = 2_000;
const isPatient = new WeakSet<DatabaseConnection>();

/**
 * Waits for somebody else's lock without keeping the event loop from turning, as SQLite's own waiting would.
 * Errors: SQLite's, after two seconds.
 */
function patient(connection: DatabaseConnection): DatabaseConnection {
  if (isPatient.has(connection)) return connection;
  isPatient.add(connection);
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async <R>(query: CompiledQuery) => {
    const until = systemClock.monotonic() + TRY_FOR_MS;
    for (;;) {
      try {
        return await execute<R>(query);
      } catch (error) {
        if (!LOCKED.has((error as { errcode?: unknown }).errcode) || systemClock.monotonic() > until)
          throw error;
        await systemClock.sleep(TRY_AGAIN_MS);
      }
    }
  };
  return connection;
}

function adapt(database: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = cache.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    if (cache.size < 200) cache.set(sql, statement);
    return statement;
  };
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = prepared(sql);
      const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bind(parameters)).map((row) => ({ ...row })),
        run: (parameters) => statement.run(...bind(parameters)),
        iterate: (parameters) => statement.iterate(...bind(parameters)),
      };
    },
  };
}
