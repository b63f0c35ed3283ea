import { ActionRequest } from '@/lib/api/actions';
import { withRoute } from '@/lib/server/http/with-route';
import { listActions, startActions } from '@/lib/server/services/actions';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, listActions);

export const POST = withRoute({ body: ActionRequest }, (context, { body }) => startActions(context, body));
