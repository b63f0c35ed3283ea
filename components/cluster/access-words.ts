import type { ClusterAccess, ClusterAuth } from '@/lib/api/cluster-access';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** The kind of authentication in two words, or nothing. */
export function authWords(auth: ClusterAuth): string | undefined {
  if (auth.type === 'basic') return `Basic: ${auth.username}`;
  if (auth.type === 'bearer') return 'Bearer token';
  if (auth.type === 'oauth2') return `OAuth2: ${auth.clientId}`;
  return undefined;
}

/** How the connection is secured, or nothing over plain http. */
export function tlsWords(urls: readonly string[], tls: ClusterAccess['tls']): string | undefined {
  if (!urls.some((url) => url.startsWith('https:'))) return undefined;
  const kind = tls.cert ? 'mTLS' : 'TLS';
  return tls.ca ? `${kind}, own CA` : kind;
}

/** `expires 2026-12-24`, or in how many days when it is soon, or that it has expired. Units: ms since the epoch. */
export function expiryWords(expiresAt: number, now: number = Date.now()): string {
  if (expiresAt <= now) return 'expired';
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (days > SOON_DAYS) return `expires ${new Date(expiresAt).toISOString().slice(0, 10)}`;
  return days === 0 ? 'expires within a day' : `expires in ${days} d`;
}

/** Which stored certificate ends within 30 days, in words. */
export function expiryWarnings(tls: ClusterAccess['tls'], now: number = Date.now()): string[] {
  return [
    { what: 'CA certificate', info: tls.ca },
    { what: 'Client certificate', info: tls.cert },
  ].flatMap(({ what, info }) =>
    info && info.expiresAt - now < SOON_DAYS * DAY_MS ? [`${what} ${expiryWords(info.expiresAt, now)}`] : [],
  );
}

const PROBLEM_WORDS: Readonly<Record<string, string>> = {
  refused: 'Refused',
  timeout: 'No answer',
  dns: 'Unknown host',
  tls: 'TLS',
  reset: 'Broke off',
  'forbidden-address': 'Not allowed',
  unauthorized: 'Credentials refused',
  token: 'No token',
  sealed: 'Credentials locked',
  'not-connect': 'Not Connect',
};

/** The kind of a problem in a word or two. */
export function problemWords(kind: string): string {
  return Object.hasOwn(PROBLEM_WORDS, kind) ? (PROBLEM_WORDS[kind] ?? '') : 'Unexpected answer';
}
