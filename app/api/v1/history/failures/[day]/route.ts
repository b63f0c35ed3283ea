import { withRoute } from '@/lib/server/http/with-route';
import { DayOfHistory, getFailuresOfDay } from '@/lib/server/services/history';

export const dynamic = 'force-dynamic';

export const GET = withRoute({ params: DayOfHistory }, (context, { params }) =>
  getFailuresOfDay(context, params),
);
