import 'server-only';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readKeyFile, readOrCreateKeyFile } from '../config/key-file';

/** Keys that stored secrets are sealed with: the newest seals, the others only open what they sealed. */
export interface SealKeys {
  readonly current: KeyObject;
  readonly older: readonly KeyObject[];
}

/**
 * The keys to seal with: the one that is given, else the one in the console's folder, which is made when it is
 * missing, readable by the owner only. A key file beside a given key still opens what it sealed.
 * Errors: StorageError when the file is damaged.
 */
export function readSealKeys(folder: string, given?: KeyObject): SealKeys {
  const file = join(folder, 'seal.key');
  if (given) return { current: given, older: existsSync(file) ? [createSecretKey(readKeyFile(file))] : [] };
  return { current: createSecretKey(readOrCreateKeyFile(file)), older: [] };
}

/** Makes a key of 32 bytes written as base64 or hex. Returns undefined for anything else. */
export function parseSealKey(text: string): KeyObject | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return createSecretKey(Buffer.from(trimmed, 'hex'));
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined;
  return createSecretKey(Buffer.from(trimmed, 'base64'));
}
