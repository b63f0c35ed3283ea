import { ConnectorParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { getTimeline, TimelineWindow } from '@/lib/server/services/connectors';

export const dynamic = 'force-dynamic';

export const GET = withRoute(
  { params: ConnectorParams, query: TimelineWindow },
  (context, { params, query }) => getTimeline(context, { ...params, window: query }),
);
