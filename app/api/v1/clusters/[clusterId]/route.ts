import { ClusterParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { removeCluster } from '@/lib/server/services/clusters';

export const dynamic = 'force-dynamic';

export const DELETE = withRoute({ params: ClusterParams }, (context, { params }) =>
  removeCluster(context, params),
);
