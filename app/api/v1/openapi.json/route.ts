import { withRoute } from '@/lib/server/http/with-route';
import { getOpenApi } from '@/lib/server/services/openapi';

export const dynamic = 'force-dynamic';

/** The document of this API. */
export const GET = withRoute({}, getOpenApi);
