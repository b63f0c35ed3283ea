import { withRoute } from '@/lib/server/http/with-route';
import { listAlerts } from '@/lib/server/services/alerts';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, listAlerts);
