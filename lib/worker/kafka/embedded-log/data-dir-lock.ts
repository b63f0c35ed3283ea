import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The data directory belongs to another worker that is alive. */
export class DataDirLockedError extends Error {
  override readonly name = 'DataDirLockedError';
}

/** A held lock. */
export interface DataDirLock {
  release(): void;
}

/**
 * Locks a data directory for this worker until it is released or the process ends, however it ends.
 *
 * Uses SQLite's file lock, which the system drops with its owner: a killed worker leaves nothing behind.
 * Errors: DataDirLockedError when another worker holds it, also one in this process.
 */
export function lockDataDir(dir: string): DataDirLock {
  mkdirSync(dir, { recursive: true });
  const db = new DatabaseSync(join(dir, 'owner.lock'));
  try {
    db.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw new DataDirLockedError(`The data directory ${dir} is in use by another worker.`, { cause: error });
  }
  return { release: () => db.close() };
}
