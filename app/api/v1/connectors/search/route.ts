import { ConfigSearchQuery } from '@/lib/api/config-search';
import { withRoute } from '@/lib/server/http/with-route';
import { searchConfigs } from '@/lib/server/services/connectors';

export const dynamic = 'force-dynamic';

export const GET = withRoute({ query: ConfigSearchQuery }, (context, { query }) =>
  searchConfigs(context, query),
);
