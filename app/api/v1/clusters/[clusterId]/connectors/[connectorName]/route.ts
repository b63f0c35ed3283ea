import { ConnectorParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { getConnector } from '@/lib/server/services/connectors';

export const dynamic = 'force-dynamic';

export const GET = withRoute({ params: ConnectorParams }, (context, { params }) =>
  getConnector(context, params),
);
