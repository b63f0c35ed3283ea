import { z } from 'zod';
import { withRoute } from '@/lib/server/http/with-route';
import { removeSilence } from '@/lib/server/services/alerts';

export const dynamic = 'force-dynamic';

const Params = z.object({ silenceId: z.string() });

export const DELETE = withRoute({ params: Params }, (context, { params }) => removeSilence(context, params));
