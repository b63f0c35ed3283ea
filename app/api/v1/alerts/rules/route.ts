import { AlertRuleInput } from '@/lib/api/alerts';
import { withRoute } from '@/lib/server/http/with-route';
import { addAlertRule } from '@/lib/server/services/alerts';

export const dynamic = 'force-dynamic';

export const POST = withRoute({ body: AlertRuleInput, status: 201 }, (context, { body }) =>
  addAlertRule(context, body),
);
