import 'server-only';
import { z } from 'zod';
import { ClusterAccess } from '@/lib/api/cluster-access';
import { ClusterId } from '@/lib/connect/names';
import { describeAccess, NO_ACCESS, WorkerAccess } from '../../connect-client/access';
import { originsOf, type ResolvedAccess } from '../../connect-client/resolve-access';
import type { Db } from '../../db/open';
import type { ClusterDefinition } from '../../fleet/cluster-definition';
import { seal, unseal } from '../../seal/seal';
import type { SealKeys } from '../../seal/seal-keys';

const Urls = z.array(z.string()).min(1);

/**
 * The clusters users added, oldest first. A row that cannot be read is an error, not silence; one whose credentials
 * cannot be opened is there and says so.
 */
export async function userClusters(db: Db, keys: SealKeys): Promise<ClusterDefinition[]> {
  const rows = await db.selectFrom('cluster').selectAll().orderBy('created_at').execute();
  return rows.map(({ id, name, urls: text, access, sealed }) => {
    const urls = Urls.parse(JSON.parse(text));
    const base = { id: ClusterId.parse(id), name, urls, origin: 'user' as const };
    if (sealed === null) return base;
    const opened = openAccess(keys, sealed, bindingOf(id, urls));
    if (opened !== 'sealed') return { ...base, access: opened, shown: describeAccess(opened) };
    const shown = ClusterAccess.parse(access === null ? describeAccess(NO_ACCESS) : JSON.parse(access));
    return { ...base, access: 'sealed', shown: { ...shown, isOpen: false } };
  });
}

/** The columns of a cluster that hold where and how it is reached. */
export function toColumns(keys: SealKeys, id: string, { urls, access }: ResolvedAccess) {
  const isNothing = JSON.stringify(access) === JSON.stringify(NO_ACCESS);
  return {
    urls: JSON.stringify(urls),
    access: JSON.stringify(describeAccess(access)),
    sealed: isNothing ? null : seal(keys, JSON.stringify(access), bindingOf(id, urls)),
  };
}

/** What credentials are bound to: neither another cluster nor another address can open them. */
function bindingOf(id: string, urls: readonly string[]): string {
  return `cluster ${id} ${originsOf(urls).join(' ')}`;
}

function openAccess(keys: SealKeys, sealed: string, bound: string): WorkerAccess | 'sealed' {
  try {
    return WorkerAccess.parse(JSON.parse(unseal(keys, sealed, bound)));
  } catch {
    return 'sealed';
  }
}
