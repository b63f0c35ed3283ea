import { withRoute } from '@/lib/server/http/with-route';
import { getMetrics } from '@/lib/server/services/metrics';

export const dynamic = 'force-dynamic';

const HEADERS = {
  'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

/** What Prometheus scrapes. */
export const GET = withRoute(
  {},
  async (context) => new Response(await getMetrics(context), { headers: HEADERS }),
);
