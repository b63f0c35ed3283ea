import 'server-only';
import type { ClusterAccess, ClusterAuthInput } from '@/lib/api/cluster-access';
import type { ClusterInput } from '@/lib/api/clusters';
import { assertNever } from '@/lib/base/assert-never';
import { ValidationError } from '@/lib/base/errors';
import type { WorkerAccess, WorkerAuth } from './access';
import { parseUrls } from './parse-urls';
import { checkTls, type TlsMaterial } from './tls';
import { parseTokenUrl } from './worker-url';

/** What is stored of the cluster that is changed or tested. */
export interface StoredAccess {
  readonly urls: readonly string[];
  readonly access: WorkerAccess | 'sealed';
  readonly shown: ClusterAccess;
}

/** What an input comes to: clean URLs and everything needed to sign in. */
export interface ResolvedAccess {
  readonly urls: string[];
  readonly access: WorkerAccess;
}

/** Stored secrets that may stand in for absent ones; `why` is said where they may not. */
interface Kept {
  readonly access: WorkerAccess | undefined;
  readonly why: string | undefined;
}

const MOVED = 'The address changed, so the stored one is not sent there: type it again.';
const SEALED = 'The stored one cannot be opened with this key: type it again.';

/**
 * Checks what was typed and fills in what is stored.
 *
 * Guarantees: a stored secret is used only while every URL (and the token URL) keeps its scheme, host and port.
 * Errors: ValidationError that names the field; it never repeats a secret.
 */
export function resolveAccess(input: ClusterInput, stored?: StoredAccess): ResolvedAccess {
  const { urls, auth } = parseUrls(input.urls, input.auth);
  const kept = keptOf(urls, stored);
  const access: WorkerAccess = {
    auth: resolveAuth(auth, kept),
    headers: resolveHeaders(input, kept),
    tls: resolveTls(input, kept, stored),
  };
  checkTls(access.tls);
  return { urls, access };
}

/** Scheme, host and port of each URL, once, in order of text. */
export function originsOf(urls: readonly string[]): string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))].sort();
}

function keptOf(urls: readonly string[], stored: StoredAccess | undefined): Kept {
  if (!stored) return { access: undefined, why: undefined };
  if (stored.access === 'sealed') return { access: undefined, why: SEALED };
  const known = originsOf(stored.urls);
  const isMoved = originsOf(urls).some((origin) => !known.includes(origin));
  return isMoved ? { access: undefined, why: MOVED } : { access: stored.access, why: undefined };
}

function resolveAuth(auth: ClusterAuthInput, { access, why }: Kept): WorkerAuth {
  const old = access?.auth;
  switch (auth.type) {
    case 'none':
      return auth;
    case 'basic': {
      const kept = old?.type === 'basic' ? old.password : undefined;
      return { ...auth, password: need(auth.password ?? kept, 'auth.password', why ?? 'Give the password.') };
    }
    case 'bearer': {
      const kept = old?.type === 'bearer' ? old.token : undefined;
      return { ...auth, token: need(auth.token ?? kept, 'auth.token', why ?? 'Give the token.') };
    }
    case 'oauth2': {
      const tokenUrl = at('auth.tokenUrl', () => parseTokenUrl(auth.tokenUrl));
      const oldOAuth = old?.type === 'oauth2' ? old : undefined;
      const isSameServer = oldOAuth && new URL(oldOAuth.tokenUrl).origin === new URL(tokenUrl).origin;
      const kept = isSameServer ? oldOAuth.clientSecret : undefined;
      const words = why ?? (oldOAuth ? MOVED : 'Give the client secret.');
      return {
        ...auth,
        tokenUrl,
        scope: auth.scope || null,
        clientSecret: need(auth.clientSecret ?? kept, 'auth.clientSecret', words),
      };
    }
    default:
      return assertNever(auth);
  }
}

function resolveHeaders({ headers, auth }: ClusterInput, { access, why }: Kept): WorkerAccess['headers'] {
  return headers.map(({ name, value }, index) => {
    if (auth.type !== 'none' && name.toLowerCase() === 'authorization') {
      throw invalid(`headers.${index}.name`, 'The authentication sets this header already.');
    }
    const kept = access?.headers.find((old) => old.name.toLowerCase() === name.toLowerCase())?.value;
    const words = why ?? 'Give the header a value.';
    return { name, value: need(value ?? kept, `headers.${index}.value`, words) };
  });
}

function resolveTls(
  { tls }: ClusterInput,
  { access, why }: Kept,
  stored: StoredAccess | undefined,
): TlsMaterial {
  const old = stored && stored.access !== 'sealed' ? stored.access.tls : undefined;
  if (stored?.access === 'sealed') refuseSealedTls(tls, stored.shown);
  // Certificates are no secret; only the private key is bound to an address.
  const cert = tls.cert === undefined ? (old?.cert ?? null) : tls.cert;
  const keptKey = cert === null ? null : (access?.tls.key ?? null);
  const key = tls.key === undefined ? keptKey : tls.key;
  if (cert !== null && key === null && why) throw invalid('tls.key', why);
  return { ca: tls.ca === undefined ? (old?.ca ?? null) : tls.ca, cert, key };
}

function refuseSealedTls(tls: ClusterInput['tls'], shown: ClusterAccess): void {
  for (const field of ['ca', 'cert'] as const) {
    if (tls[field] === undefined && shown.tls[field] !== null) throw invalid(`tls.${field}`, SEALED);
  }
}

function need(value: string | undefined, field: string, words: string): string {
  if (value === undefined) throw invalid(field, words);
  return value;
}

function at<T>(field: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ValidationError) throw invalid(field, error.message);
    throw error;
  }
}

function invalid(field: string, why: string): ValidationError {
  return new ValidationError(why, { [field]: [why] });
}
