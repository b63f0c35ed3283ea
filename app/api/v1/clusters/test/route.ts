import { withRoute } from '@/lib/server/http/with-route';
import { ClusterTestRequest, testCluster } from '@/lib/server/services/clusters';

export const dynamic = 'force-dynamic';

export const POST = withRoute({ body: ClusterTestRequest }, (context, { body }) =>
  testCluster(context, body),
);
