import { withRoute } from '@/lib/server/http/with-route';
import { listClusters } from '@/lib/server/services/clusters';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, listClusters);
