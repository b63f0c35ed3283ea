import { z } from 'zod';
import { ClusterId } from '@/lib/connect/names';
import { withRoute } from '@/lib/server/http/with-route';
import { listPlugins } from '@/lib/server/services/plugins';

export const dynamic = 'force-dynamic';

const Query = z.object({ cluster: ClusterId.optional() });

export const GET = withRoute({ query: Query }, (context, { query }) =>
  listPlugins(context, { clusterId: query.cluster }),
);
