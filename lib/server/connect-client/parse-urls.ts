import 'server-only';
import type { ClusterAuthInput } from '@/lib/api/cluster-access';
import { messageOf, ValidationError } from '@/lib/base/errors';
import { takeUserInfo, type UserInfo } from '@/lib/connect/user-info';
import { parseWorkerUrl } from './worker-url';

/** URLs without user info and without doubles, and the authentication that user info in them stands for. */
export interface ParsedUrls {
  readonly urls: string[];
  readonly auth: ClusterAuthInput;
}

/**
 * Checks worker URLs; `user:pass@` in one of them becomes basic authentication.
 *
 * Errors: ValidationError for a URL that cannot be used, or for user info that contradicts what is chosen.
 */
export function parseUrls(texts: readonly string[], auth: ClusterAuthInput): ParsedUrls {
  let parsed = auth;
  const urls = texts.map((text) => {
    const { url, userInfo } = takeUserInfo(text);
    if (userInfo) parsed = mergeUserInfo(parsed, userInfo);
    try {
      return parseWorkerUrl(url);
    } catch (error) {
      throw new ValidationError(messageOf(error), { urls: [messageOf(error)] });
    }
  });
  return { urls: [...new Set(urls)], auth: parsed };
}

function mergeUserInfo(auth: ClusterAuthInput, { username, password }: UserInfo): ClusterAuthInput {
  const isSame =
    auth.type === 'basic' &&
    auth.username === username &&
    (auth.password === undefined || auth.password === password);
  if (auth.type !== 'none' && !isSame) {
    const why = 'A URL holds a user and password, but another authentication is chosen: keep one of them.';
    throw new ValidationError(why, { urls: [why] });
  }
  return { type: 'basic', username, password };
}
