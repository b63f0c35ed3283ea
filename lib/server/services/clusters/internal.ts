import 'server-only';
import { ConflictError, ForbiddenError } from '@/lib/base/errors';
import { describeAccess, NO_ACCESS } from '../../connect-client/access';
import type { ResolvedAccess, StoredAccess } from '../../connect-client/resolve-access';
import type { ClusterDefinition } from '../../fleet/cluster-definition';
import type { Fleet } from '../../fleet/fleet';

/** Refuses URLs that another registered cluster has. Errors: ConflictError. */
export function refuseTaken(fleet: Fleet, urls: readonly string[], own: string | undefined): void {
  const taken = fleet
    .watches()
    .find(({ definition }) => definition.id !== own && definition.urls.some((url) => urls.includes(url)));
  if (taken) throw new ConflictError(`One of these URLs belongs to "${taken.definition.name}" already.`);
}

/** Refuses to change what is set outside the console, and says where. Errors: ForbiddenError. */
export function refuseReadOnly({ origin, name, source }: ClusterDefinition): void {
  if (origin === 'user') return;
  const where = source ?? 'the environment';
  throw new ForbiddenError(`"${name}" is set by ${where} and can only be changed there.`);
}

/** What a registered cluster is reached with now. */
export function storedOf({ urls, access, shown }: ClusterDefinition): StoredAccess {
  return { urls, access: access ?? NO_ACCESS, shown: shown ?? describeAccess(NO_ACCESS) };
}

/** What the audit says of a cluster: kinds and names, never a secret. */
export function toAuditDetail(name: string, { urls, access }: ResolvedAccess): Record<string, unknown> {
  const { auth, headers, tls } = describeAccess(access);
  return { name, urls, auth, headers, ca: tls.ca?.subject ?? null, certificate: tls.cert?.subject ?? null };
}
