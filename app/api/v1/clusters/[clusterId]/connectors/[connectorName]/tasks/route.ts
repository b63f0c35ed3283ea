import { ConnectorParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { getTaskConfigs } from '@/lib/server/services/connectors';

export const dynamic = 'force-dynamic';

export const GET = withRoute({ params: ConnectorParams }, (context, { params }) =>
  getTaskConfigs(context, params),
);
