import { ConnectorParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { listOffsetSnapshots } from '@/lib/server/services/offsets';

export const dynamic = 'force-dynamic';

export const GET = withRoute({ params: ConnectorParams }, (context, { params }) =>
  listOffsetSnapshots(context, params),
);
