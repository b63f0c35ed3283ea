import { z } from 'zod';
import { withRoute } from '@/lib/server/http/with-route';
import { testAlertChannel } from '@/lib/server/services/alerts';

export const dynamic = 'force-dynamic';

const Params = z.object({ channelId: z.string() });

export const POST = withRoute({ params: Params }, (context, { params }) => testAlertChannel(context, params));
