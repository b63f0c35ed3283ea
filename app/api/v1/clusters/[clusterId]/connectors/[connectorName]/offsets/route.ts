import { OffsetsEdit } from '@/lib/api/offsets';
import { ConnectorParams } from '@/lib/server/http/params';
import { withRoute } from '@/lib/server/http/with-route';
import { alterOffsets, getOffsets, resetOffsets } from '@/lib/server/services/offsets';

export const dynamic = 'force-dynamic';

export const GET = withRoute({ params: ConnectorParams }, (context, { params }) =>
  getOffsets(context, params),
);

export const PUT = withRoute({ params: ConnectorParams, body: OffsetsEdit }, (context, { params, body }) =>
  alterOffsets(context, { ...params, edit: body }),
);

export const DELETE = withRoute({ params: ConnectorParams }, (context, { params }) =>
  resetOffsets(context, params),
);
