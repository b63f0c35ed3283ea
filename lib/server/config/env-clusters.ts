import 'server-only';
import { messageOf } from '@/lib/base/errors';
import { ClusterId } from '@/lib/connect/names';
import { takeUserInfo } from '@/lib/connect/user-info';
import { describeAccess, NO_ACCESS, type WorkerAccess } from '../connect-client/access';
import { parseWorkerUrl } from '../connect-client/worker-url';
import type { ClusterDefinition } from '../fleet/cluster-definition';
import { ConfigError } from './config-error';

const VARIABLE = 'SLUICE_CLUSTERS';

/**
 * Reads `prod=http://c1:8083,http://c2:8083;dev=http://…`; `user:pass@` in a URL is basic authentication.
 *
 * Errors: ConfigError that names the variable and never repeats a password.
 */
export function clustersOf(text: string): ClusterDefinition[] {
  return text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const at = part.indexOf('=');
      const name = part.slice(0, Math.max(at, 0)).trim();
      const id = ClusterId.safeParse(slugOf(name));
      if (at < 1 || !id.success) {
        throw new ConfigError(VARIABLE, `"${part.split('//')[0]?.trim().slice(0, 40)}" is not name=url,url`);
      }
      const texts = part
        .slice(at + 1)
        .split(',')
        .filter((url) => url.trim() !== '');
      if (texts.length === 0) throw new ConfigError(VARIABLE, `"${name}" has no URL`);
      const access = accessOf(texts);
      return {
        id: id.data,
        name,
        urls: texts.map((url) => urlOf(VARIABLE, takeUserInfo(url).url)),
        origin: 'environment',
        source: VARIABLE,
        ...(access ? { access, shown: describeAccess(access) } : {}),
      };
    });
}

function accessOf(texts: readonly string[]): WorkerAccess | undefined {
  const userInfo = texts.map((text) => takeUserInfo(text).userInfo).find((info) => info !== undefined);
  return userInfo && { ...NO_ACCESS, auth: { type: 'basic', ...userInfo } };
}

/** Checks a worker URL that a variable holds. Errors: ConfigError. */
export function urlOf(variable: string, text: string): string {
  try {
    return parseWorkerUrl(text);
  } catch (error) {
    throw new ConfigError(variable, messageOf(error));
  }
}

/** Makes an id out of a name: lower case, everything else a dash. May be empty when the name has no letter or digit. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 60);
}
