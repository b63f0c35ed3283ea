import 'server-only';
import type { AlertChannel, AlertDelivery, AlertOverview, AlertRule } from '@/lib/api/alerts';
import type { AlertCenter } from '../../alerts/alert-center';
import { textOf } from '../../alerts/message';
import { readDeliveries, type StoredChannel, type StoredDelivery, type StoredRule } from '../../alerts/store';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';

const DELIVERIES = 100;

/** Shows rules with what they fire for, channels without their addresses, silences, the newest 100 notes. */
export async function listAlerts(context: VerbContext): Promise<AlertOverview> {
  authorize(context.actor, 'alerts/read');
  const { alerts, db } = context.console;
  return {
    rules: [...alerts.rules.values()].map((rule) => toRule(alerts, rule)),
    channels: [...alerts.channels.values()].map(toChannel),
    silences: [...alerts.silences.values()],
    deliveries: (await readDeliveries(db, DELIVERIES)).map(toDelivery),
  };
}

/** A rule as the browser gets it. */
export function toRule(alerts: AlertCenter, { id, rule }: StoredRule): AlertRule {
  const incident = alerts.incident(id);
  const firing = incident && { since: incident.openedAt, subjects: Object.keys(incident.told).length };
  return { ...rule, id, firing };
}

/** A channel as the browser gets it: never its address. */
export function toChannel({ id, name, kind, host }: StoredChannel): AlertChannel {
  return { id, name, kind, host };
}

/** A note as the browser gets it. */
export function toDelivery({ message, next_at: nextAt, ...rest }: StoredDelivery): AlertDelivery {
  const { id, at, rule, channel, status, attempts, error } = rest;
  return {
    id,
    at,
    rule,
    channel,
    status,
    attempts,
    nextAt,
    error,
    kind: message.kind,
    text: textOf(message),
  };
}
