import 'server-only';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from '../db/open';

const KEY_BYTES = 32;

/**
 * Reads a key of 32 bytes from its file, or makes one, readable by the owner only.
 *
 * Guarantees: the file is there whole or not at all, whenever the process is killed. Errors: StorageError for a file
 * of another length, which is left as it is: what it once sealed may need it.
 */
export function readOrCreateKeyFile(file: string): Buffer {
  if (!existsSync(/* turbopackIgnore: true */ file)) create(file);
  return readKeyFile(file);
}

/** Reads a key file. Errors: as `readOrCreateKeyFile`. */
export function readKeyFile(file: string): Buffer {
  chmodSync(/* turbopackIgnore: true */ file, 0o600);
  const key = readFileSync(/* turbopackIgnore: true */ file);
  if (key.length === KEY_BYTES) return key;
  throw new StorageError(
    `The key file ${file} is damaged: it holds ${key.length} bytes and not ${KEY_BYTES}. Restore it from a backup, or move it away for a new one.`,
  );
}

function create(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  const handle = openSync(/* turbopackIgnore: true */ draft, 'wx', 0o600);
  try {
    writeSync(handle, randomBytes(KEY_BYTES));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  // A link, unlike a rename, never replaces a key that somebody else has made meanwhile.
  linkSync(/* turbopackIgnore: true */ draft, file);
  rmSync(/* turbopackIgnore: true */ draft);
  syncFolder(dirname(file));
}

/** So that what is sealed with the key a moment later never outlives its name. */
function syncFolder(folder: string): void {
  const handle = openSync(/* turbopackIgnore: true */ folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
