import { withRoute } from '@/lib/server/http/with-route';
import { getFailureReport } from '@/lib/server/services/history';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, getFailureReport);
