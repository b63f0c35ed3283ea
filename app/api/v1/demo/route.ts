import { DemoRequest } from '@/lib/api/demo';
import { withRoute } from '@/lib/server/http/with-route';
import { getDemo, setDemo } from '@/lib/server/services/demo';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, getDemo);

export const POST = withRoute({ body: DemoRequest }, (context, { body }) => setDemo(context, body));
