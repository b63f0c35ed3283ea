import 'server-only';
import { randomUUID } from 'node:crypto';
import type { AlertRule, AlertRuleInput } from '@/lib/api/alerts';
import { NotFoundError, ValidationError } from '@/lib/base/errors';
import { audited } from '../../audit/audited';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { toRule } from './list';

/** Adds a rule. Errors: ValidationError for a channel that does not exist; StorageError. */
export async function addAlertRule(context: VerbContext, input: AlertRuleInput): Promise<AlertRule> {
  return saveRule(context, randomUUID(), input);
}

/** Changes a rule; what it fires for is looked at anew. Errors: NotFoundError, and as `addAlertRule`. */
export async function updateAlertRule(
  context: VerbContext,
  input: { ruleId: string; rule: AlertRuleInput },
): Promise<AlertRule> {
  mustExist(context, input.ruleId);
  return saveRule(context, input.ruleId, input.rule);
}

/** Removes a rule and what it fires for; its notes stay in the log. Errors: NotFoundError, StorageError. */
export async function removeAlertRule(context: VerbContext, { ruleId }: { ruleId: string }): Promise<void> {
  authorize(context.actor, 'alerts/write');
  mustExist(context, ruleId);
  const { alerts, db } = context.console;
  await audited(context, 'remove-alert-rule', { ruleId }, async () => {
    await db.deleteFrom('alert_rule').where('id', '=', ruleId).execute();
    alerts.rules.delete(ruleId);
    await alerts.forget(ruleId);
  });
}

async function saveRule(context: VerbContext, id: string, rule: AlertRuleInput): Promise<AlertRule> {
  authorize(context.actor, 'alerts/write');
  const { alerts, db, clock } = context.console;
  const unknown = rule.channels.find((channel) => !alerts.channels.has(channel));
  if (unknown !== undefined) {
    throw new ValidationError('A channel of this rule does not exist any more.', { channels: ['gone'] });
  }
  return audited(context, 'save-alert-rule', { id, ...rule }, async () => {
    const text = JSON.stringify(rule);
    await db
      .insertInto('alert_rule')
      .values({ id, created_at: clock.now(), rule: text })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ rule: text }))
      .execute();
    alerts.rules.set(id, { id, rule });
    await alerts.forget(id);
    return toRule(alerts, { id, rule });
  });
}

function mustExist({ console: { alerts } }: VerbContext, id: string): void {
  if (!alerts.rules.has(id)) throw new NotFoundError('There is no such alert rule.');
}
