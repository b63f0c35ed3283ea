import 'server-only';
import { z } from 'zod';
import type { ClusterAccess } from '@/lib/api/cluster-access';
import { assertNever } from '@/lib/base/assert-never';
import { AppError } from '@/lib/base/errors';
import { certificateInfo } from './tls';

/** How to sign in, with its secrets. */
export const WorkerAuth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('basic'), username: z.string(), password: z.string() }),
  z.object({ type: z.literal('bearer'), token: z.string() }),
  z.object({
    type: z.literal('oauth2'),
    tokenUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    scope: z.string().nullable(),
  }),
]);
export type WorkerAuth = z.infer<typeof WorkerAuth>;

/** Everything secret that is needed to reach a cluster's workers. Never leaves the server. */
export const WorkerAccess = z.object({
  auth: WorkerAuth,
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  tls: z.object({ ca: z.string().nullable(), cert: z.string().nullable(), key: z.string().nullable() }),
});
export type WorkerAccess = z.infer<typeof WorkerAccess>;

/** Nothing is sent but the request itself; certificates are checked against the public authorities. */
export const NO_ACCESS: WorkerAccess = {
  auth: { type: 'none' },
  headers: [],
  tls: { ca: null, cert: null, key: null },
};

/** Says whether requests carry anything that must not reach a stranger. */
export function hasCredentials({ auth, headers }: WorkerAccess): boolean {
  return auth.type !== 'none' || headers.length > 0;
}

/** What may be shown of an access: kinds, names and dates. */
export function describeAccess({ auth, headers, tls }: WorkerAccess): ClusterAccess {
  return {
    auth: describeAuth(auth),
    headers: headers.map(({ name }) => name),
    tls: { ca: certificateInfo(tls.ca), cert: certificateInfo(tls.cert) },
    isOpen: true,
  };
}

function describeAuth(auth: WorkerAuth): ClusterAccess['auth'] {
  if (auth.type === 'basic') return { type: 'basic', username: auth.username };
  if (auth.type !== 'oauth2') return { type: auth.type };
  const { tokenUrl, clientId, scope } = auth;
  return { type: 'oauth2', tokenUrl, clientId, scope };
}

/** Every secret text of an access, to be replaced in what a server says. */
export function secretsOf({ auth, headers }: WorkerAccess): string[] {
  const values = headers.map(({ value }) => value);
  switch (auth.type) {
    case 'none':
      return values;
    case 'basic':
      return [...values, auth.password, basicPair(auth.username, auth.password)];
    case 'bearer':
      return [...values, auth.token];
    case 'oauth2':
      return [...values, auth.clientSecret, basicPair(auth.clientId, auth.clientSecret)];
    default:
      return assertNever(auth);
  }
}

/** User and password as basic authentication sends them. */
export function basicPair(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
}

/** The stored credentials of a cluster cannot be read, so that nothing is sent to it at all. */
export function sealedAccessError(): AppError {
  return new AppError('seal/other-key', 'The credentials cannot be opened with this key: save them again.');
}
