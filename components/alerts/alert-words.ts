import type { AlertChannelKind, AlertCondition, AlertDelivery, AlertRuleInput } from '@/lib/api/alerts';

/** Conditions as people read them. */
export const CONDITION_WORDS: Readonly<Record<AlertCondition, string>> = {
  FAILED: 'Failed',
  DEGRADED: 'Degraded',
  UNASSIGNED: 'Unassigned',
  UNREACHABLE: 'Cluster unreachable',
};

/** Kinds of channels as people read them. */
export const KIND_WORDS: Readonly<Record<AlertChannelKind, string>> = {
  webhook: 'Webhook',
  slack: 'Slack',
  teams: 'Microsoft Teams',
  email: 'E-mail',
};

/** What a note was about. */
export const NOTE_WORDS: Readonly<Record<AlertDelivery['kind'], string>> = {
  firing: 'Firing',
  more: 'More firing',
  recovered: 'Recovered',
  test: 'Test',
};

/** "Failed or degraded for 5 min, 3 or more, names orders-*, on prod". */
export function describeRule(rule: AlertRuleInput): string {
  const [first = '', ...others] = rule.conditions.map((condition) => CONDITION_WORDS[condition]);
  const words = [first, ...others.map((word) => word.toLowerCase())].join(' or ');
  const parts = [
    rule.forSeconds > 0 ? `${words} for ${durationWords(rule.forSeconds)}` : words,
    ...(rule.count > 1 ? [`${rule.count} or more`] : []),
    ...(rule.pattern === '*' ? [] : [`names ${rule.pattern}`]),
    rule.cluster === null ? 'on all clusters' : `on ${rule.cluster}`,
  ];
  return parts.join(', ');
}

function durationWords(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
