import { z } from 'zod';
import { AlertChannelInput } from '@/lib/api/alerts';
import { withRoute } from '@/lib/server/http/with-route';
import { removeAlertChannel, updateAlertChannel } from '@/lib/server/services/alerts';

export const dynamic = 'force-dynamic';

const Params = z.object({ channelId: z.string() });

export const PUT = withRoute({ params: Params, body: AlertChannelInput }, (context, { params, body }) =>
  updateAlertChannel(context, { ...params, channel: body }),
);

export const DELETE = withRoute({ params: Params }, (context, { params }) =>
  removeAlertChannel(context, params),
);
