import 'server-only';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '@/lib/base/errors';
import { parseSealKey } from '../seal/seal-keys';
import { ConfigError } from './config-error';

/**
 * The key that is given as a variable, or in a file that a variable names; undefined: the console keeps one itself.
 *
 * Errors: ConfigError naming the variable, never the key.
 */
export function readSecretKey(
  text: string | undefined,
  file: string | undefined,
  cwd: string,
): KeyObject | undefined {
  if (text !== undefined && file !== undefined) {
    throw new ConfigError('SLUICE_SECRET_KEY_FILE', 'is set beside SLUICE_SECRET_KEY; keep one of them');
  }
  if (text !== undefined) return toKey('SLUICE_SECRET_KEY', text);
  return file === undefined ? undefined : toKey('SLUICE_SECRET_KEY_FILE', readText(resolve(cwd, file)));
}

function toKey(variable: string, text: string): KeyObject {
  const key = parseSealKey(text);
  if (key) return key;
  const how = 'make one with: openssl rand -base64 32';
  throw new ConfigError(variable, `is not 32 bytes as base64 or hex; ${how}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError('SLUICE_SECRET_KEY_FILE', `cannot be read (${messageOf(cause)})`);
  }
}
