import 'server-only';
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { AppError } from '@/lib/base/errors';
import type { SealKeys } from './seal-keys';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts text with AES-256-GCM; `bound` must be the same again when it is opened. Shape: base64 of iv, tag, text. */
export function seal(keys: SealKeys, text: string, bound: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.current, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
}

/** Decrypts what `seal` made. Errors: AppError `seal/other-key` for another key, row or a changed byte. */
export function unseal(keys: SealKeys, sealed: string, bound: string): string {
  let cause: unknown;
  for (const key of [keys.current, ...keys.older]) {
    try {
      return open(key, Buffer.from(sealed, 'base64'), bound);
    } catch (error) {
      cause = error;
    }
  }
  throw new AppError('seal/other-key', 'This was stored with another key; save it again.', { cause });
}

function open(key: KeyObject, bytes: Buffer, bound: string): string {
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return text.toString('utf8');
}
