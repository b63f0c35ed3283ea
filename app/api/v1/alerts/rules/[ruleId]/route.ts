import { z } from 'zod';
import { AlertRuleInput } from '@/lib/api/alerts';
import { withRoute } from '@/lib/server/http/with-route';
import { removeAlertRule, updateAlertRule } from '@/lib/server/services/alerts';

export const dynamic = 'force-dynamic';

const Params = z.object({ ruleId: z.string() });

export const PUT = withRoute({ params: Params, body: AlertRuleInput }, (context, { params, body }) =>
  updateAlertRule(context, { ...params, rule: body }),
);

export const DELETE = withRoute({ params: Params }, (context, { params }) =>
  removeAlertRule(context, params),
);
