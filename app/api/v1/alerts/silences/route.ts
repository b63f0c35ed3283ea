import { SilenceInput } from '@/lib/api/alerts';
import { withRoute } from '@/lib/server/http/with-route';
import { addSilence } from '@/lib/server/services/alerts';

export const dynamic = 'force-dynamic';

export const POST = withRoute({ body: SilenceInput, status: 201 }, (context, { body }) =>
  addSilence(context, body),
);
