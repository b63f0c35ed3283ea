import { AlertChannelInput } from '@/lib/api/alerts';
import { withRoute } from '@/lib/server/http/with-route';
import { addAlertChannel } from '@/lib/server/services/alerts';

export const dynamic = 'force-dynamic';

export const POST = withRoute({ body: AlertChannelInput, status: 201 }, (context, { body }) =>
  addAlertChannel(context, body),
);
