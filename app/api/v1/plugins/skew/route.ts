import { withRoute } from '@/lib/server/http/with-route';
import { listPluginSkew } from '@/lib/server/services/plugins';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, listPluginSkew);
