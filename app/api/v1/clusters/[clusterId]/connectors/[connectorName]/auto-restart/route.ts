import { AutoRestartSettings } from '@/lib/api/auto-restart';
import { ConnectorParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { getAutoRestart, setAutoRestart } from '@/lib/server/services/auto-restart';

export const dynamic = 'force-dynamic';

export const GET = withRoute({ params: ConnectorParams }, (context, { params }) =>
  getAutoRestart(context, params),
);

export const PUT = withRoute(
  { params: ConnectorParams, body: AutoRestartSettings },
  (context, { params, body }) => setAutoRestart(context, { ...params, settings: body }),
);
