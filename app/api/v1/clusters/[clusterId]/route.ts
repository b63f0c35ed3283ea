import { ClusterInput } from '@/lib/api/clusters';
import { ClusterParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { removeCluster, updateCluster } from '@/lib/server/services/clusters';

export const dynamic = 'force-dynamic';

export const PUT = withRoute({ params: ClusterParams, body: ClusterInput }, (context, { params, body }) =>
  updateCluster(context, { ...params, cluster: body }),
);

export const DELETE = withRoute({ params: ClusterParams }, (context, { params }) =>
  removeCluster(context, params),
);
