import { ClusterInput } from '@/lib/api/clusters';
import { withRoute } from '@/lib/server/http/with-route';
import { addCluster, listClusters } from '@/lib/server/services/clusters';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, listClusters);

export const POST = withRoute({ body: ClusterInput, status: 201 }, (context, { body }) =>
  addCluster(context, body),
);
