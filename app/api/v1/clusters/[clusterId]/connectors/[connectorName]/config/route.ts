import { ConfigUpdate } from '@/lib/api/connectors';
import { ConnectorParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { updateConnectorConfig } from '@/lib/server/services/connectors';

export const dynamic = 'force-dynamic';

export const PUT = withRoute({ params: ConnectorParams, body: ConfigUpdate }, (context, { params, body }) =>
  updateConnectorConfig(context, { ...params, update: body }),
);
