import { withRoute } from '@/lib/server/http/with-route';

export const dynamic = 'force-dynamic';

/** Says that the console itself is up; clusters that are down do not make it unhealthy. */
export const GET = withRoute({}, () => ({ status: 'healthy' }));
