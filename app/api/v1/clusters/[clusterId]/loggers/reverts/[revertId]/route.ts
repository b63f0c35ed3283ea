import { withRoute } from '@/lib/server/http/with-route';
import { cancelLoggerRevert, RevertParams, revertLoggerNow } from '@/lib/server/services/loggers';

export const dynamic = 'force-dynamic';

export const POST = withRoute({ params: RevertParams }, (context, { params }) =>
  revertLoggerNow(context, params),
);

export const DELETE = withRoute({ params: RevertParams }, (context, { params }) =>
  cancelLoggerRevert(context, params),
);
