import { streamEvents } from '@/lib/server/http/event-stream';
import { withRoute } from '@/lib/server/http/with-route';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, streamEvents);
