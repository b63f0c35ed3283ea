import 'server-only';
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/lib/base/errors';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Reads the key that channels are sealed with, or makes one: 32 bytes, readable by the owner only. */
export function readOrCreateSealKey(folder: string): KeyObject {
  const file = join(folder, 'seal.key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  return createSecretKey(readFileSync(file));
}

/** Encrypts text with AES-256-GCM; `bound` must be the same again when it is opened. Shape: base64 of iv, tag, text. */
export function seal(key: KeyObject, text: string, bound: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
}

/** Decrypts what `seal` made. Errors: AppError `alerts/unsealable` for another key, row or a changed byte. */
export function unseal(key: KeyObject, sealed: string, bound: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const iv = bytes.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    return text.toString('utf8');
  } catch (cause) {
    throw new AppError('alerts/unsealable', 'The channel was stored with another key; save its URL again.', {
      cause,
    });
  }
}
