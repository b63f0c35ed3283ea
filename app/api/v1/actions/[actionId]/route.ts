import { withRoute } from '@/lib/server/http/with-route';
import { ActionParams, cancelAction } from '@/lib/server/services/actions';

export const dynamic = 'force-dynamic';

export const DELETE = withRoute({ params: ActionParams }, (context, { params }) =>
  cancelAction(context, params),
);
