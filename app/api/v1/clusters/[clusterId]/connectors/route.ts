import { NewConnector } from '@/lib/api/connectors';
import { ClusterParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { createConnector } from '@/lib/server/services/connectors';

export const dynamic = 'force-dynamic';

export const POST = withRoute(
  { params: ClusterParams, body: NewConnector, status: 201 },
  (context, { params, body }) => createConnector(context, { ...params, connector: body }),
);
