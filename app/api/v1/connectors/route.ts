import { withRoute } from '@/lib/server/http/with-route';
import { listConnectorsAsJson } from '@/lib/server/services/connectors';

export const dynamic = 'force-dynamic';

export const GET = withRoute({}, listConnectorsAsJson);
