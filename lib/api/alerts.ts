import { z } from 'zod';
import { ClusterId } from '../connect/names.ts';

/** What a rule can watch for: a health of connectors, or a cluster that does not answer. */
export const ALERT_CONDITIONS = ['FAILED', 'DEGRADED', 'UNASSIGNED', 'UNREACHABLE'] as const;
/** One of `ALERT_CONDITIONS`. */
export const AlertCondition = z.enum(ALERT_CONDITIONS);
export type AlertCondition = z.infer<typeof AlertCondition>;

const Pattern = z.string().trim().min(1, 'Give a pattern, * for all.').max(249);

/**
 * A rule as typed. `pattern` is a glob of `*` and `?` on connector names; `cluster` null means all. It fires when at
 * least `count` connectors or clusters have shown one of the conditions for `forSeconds` without a break.
 */
export const AlertRuleInput = z.strictObject({
  name: z.string().trim().min(1, 'Give the rule a name.').max(80),
  enabled: z.boolean(),
  conditions: z.array(AlertCondition).min(1, 'Choose at least one condition.').max(ALERT_CONDITIONS.length),
  forSeconds: z.number().int().min(0).max(86_400, 'At most a day.'),
  count: z.number().int().min(1, 'At least 1.').max(10_000),
  cluster: ClusterId.nullable(),
  pattern: Pattern,
  channels: z.array(z.string().min(1)).max(20),
});
export type AlertRuleInput = z.infer<typeof AlertRuleInput>;

/** A stored rule. `firing`: since when it has been, and for how many; null while it is quiet. */
export const AlertRule = AlertRuleInput.extend({
  id: z.string(),
  firing: z.object({ since: z.number(), subjects: z.number().int() }).nullable(),
});
export type AlertRule = z.infer<typeof AlertRule>;

/** Where notes go. */
export const AlertChannelKind = z.enum(['webhook', 'slack', 'teams', 'email']);
export type AlertChannelKind = z.infer<typeof AlertChannelKind>;

const Address = z.email('An address looks like ops@example.com.').max(254);

/** Envelope of an e-mail channel. `user` null: the server asks for no sign-in. */
export const EmailSettings = z.strictObject({
  user: z.string().trim().min(1).max(254).nullable(),
  from: Address,
  to: z.array(Address).min(1, 'Give at least one address.').max(20),
});
export type EmailSettings = z.infer<typeof EmailSettings>;

/** A channel as typed. When an existing one is changed, an absent `url` or `secret` stays as it is stored. */
export const AlertChannelInput = z.strictObject({
  name: z.string().trim().min(1, 'Give the channel a name.').max(80),
  kind: AlertChannelKind,
  /** For e-mail the server: `smtp://host:587`, or `smtps://host:465`. */
  url: z.string().trim().min(1).max(2000).optional(),
  /** Signs what a webhook gets, at least 16 characters; the password of an e-mail server. */
  secret: z.string().min(1).max(200).optional(),
  email: EmailSettings.optional(),
});
export type AlertChannelInput = z.infer<typeof AlertChannelInput>;

/** A stored channel: of its URL only the host, of its secret nothing ever comes back. */
export const AlertChannel = z.object({
  id: z.string(),
  name: z.string(),
  kind: AlertChannelKind,
  host: z.string(),
  /** Only of an e-mail channel whose settings can be opened. */
  email: EmailSettings.nullable(),
});
export type AlertChannel = z.infer<typeof AlertChannel>;

/** A window without notes. Units: ms since the epoch. */
export const SilenceInput = z.strictObject({
  from: z.number().int(),
  to: z.number().int(),
  cluster: ClusterId.nullable(),
  pattern: Pattern,
  comment: z.string().trim().max(200),
});
export type SilenceInput = z.infer<typeof SilenceInput>;

/** A stored silence. */
export const Silence = SilenceInput.extend({ id: z.string() });
export type Silence = z.infer<typeof Silence>;

/** One note on its way to one channel. Units: ms since the epoch. `error` never holds the channel's URL. */
export const AlertDelivery = z.object({
  id: z.string(),
  at: z.number(),
  rule: z.string(),
  channel: z.string(),
  kind: z.enum(['firing', 'more', 'recovered', 'test']),
  text: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.number().int(),
  nextAt: z.number().nullable(),
  error: z.string().nullable(),
});
export type AlertDelivery = z.infer<typeof AlertDelivery>;

/** Everything the Alerts page shows; the newest 100 deliveries. */
export const AlertOverview = z.object({
  rules: z.array(AlertRule),
  channels: z.array(AlertChannel),
  silences: z.array(Silence),
  deliveries: z.array(AlertDelivery),
});
export type AlertOverview = z.infer<typeof AlertOverview>;
