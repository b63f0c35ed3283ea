import 'server-only';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreateKeyFile } from './key-file';

/** Reads the console's own key from its folder, or makes one. Errors: StorageError when the file is damaged. */
export function readOrCreateHashKey(folder: string): KeyObject {
  return createSecretKey(readOrCreateKeyFile(join(folder, 'hash.key')));
}
