import { ClusterTestRequest } from '@/lib/api/clusters';
import { withRoute } from '@/lib/server/http/with-route';
import { testCluster } from '@/lib/server/services/clusters';

export const dynamic = 'force-dynamic';

export const POST = withRoute({ body: ClusterTestRequest }, (context, { body }) =>
  testCluster(context, body),
);
