import 'server-only';
import type { AlertChannel, AlertDelivery, AlertOverview, AlertRule, EmailSettings } from '@/lib/api/alerts';
import type { AlertCenter } from '../../alerts/alert-center';
import { openChannel } from '../../alerts/delivery-queue';
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
    channels: [...alerts.channels.values()].map((channel) => toChannel(alerts, channel)),
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

/** A channel as the browser gets it: never its address or secret. */
export function toChannel(alerts: AlertCenter, channel: StoredChannel): AlertChannel {
  const { id, name, kind, host } = channel;
  return { id, name, kind, host, email: kind === 'email' ? emailOf(alerts, channel) : null };
}

function emailOf(alerts: AlertCenter, channel: StoredChannel): EmailSettings | null {
  try {
    return openChannel(alerts.key, channel).email;
  } catch {
    return null; // stored with another key: its settings have to be typed again
  }
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
