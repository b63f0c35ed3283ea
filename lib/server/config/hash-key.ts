import 'server-only';
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the console's own key from its folder, or makes one: 32 bytes, readable by the owner only. */
export function readOrCreateHashKey(folder: string): KeyObject {
  const file = join(folder, 'hash.key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  return createSecretKey(readFileSync(file));
}
