import 'server-only';
import { z } from 'zod';
import { ClusterId } from '@/lib/connect/names';
import type { Db } from '../../db/open';
import type { ClusterDefinition } from '../../fleet/cluster-watch';

const Urls = z.array(z.string()).min(1);

/** The clusters users added, oldest first. A row that cannot be read is an error, not silence. */
export async function userClusters(db: Db): Promise<ClusterDefinition[]> {
  const rows = await db.selectFrom('cluster').selectAll().orderBy('created_at').execute();
  return rows.map((row) => ({
    id: ClusterId.parse(row.id),
    name: row.name,
    urls: Urls.parse(JSON.parse(row.urls)),
    origin: 'user',
  }));
}
