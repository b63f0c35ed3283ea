import { type AlertChannel, AlertChannelInput, type AlertChannelKind } from '@/lib/api/alerts';

/** A channel while it is typed: plain text throughout. */
export interface ChannelDraft {
  readonly kind: AlertChannelKind;
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly user: string;
  readonly from: string;
  readonly to: string;
}
export type ChannelField = Exclude<keyof ChannelDraft, 'kind'>;

/** What the draft says: a channel to send, or what is wrong per field. */
type ReadDraft =
  | { ok: true; input: AlertChannelInput }
  | { ok: false; errors: Partial<Record<ChannelField, string[]>> };

/** Begins with what may be shown of a stored channel. */
export function draftOf(channel: AlertChannel | undefined): ChannelDraft {
  return {
    kind: channel?.kind ?? 'webhook',
    name: channel?.name ?? '',
    url: '',
    secret: '',
    user: channel?.email?.user ?? '',
    from: channel?.email?.from ?? '',
    to: channel?.email?.to.join(', ') ?? '',
  };
}

/** Reads a draft. An existing channel of the same kind keeps what is left empty. */
export function readDraft(draft: ChannelDraft, channel: AlertChannel | undefined): ReadDraft {
  const { kind, name, url, secret } = draft;
  const user = draft.user.trim() || null;
  const needsSecret = kind === 'webhook' || (kind === 'email' && user !== null);
  const email = { user, from: draft.from.trim(), to: draft.to.split(/[\s,;]+/).filter(Boolean) };
  const parsed = AlertChannelInput.safeParse({
    name,
    kind,
    ...(url ? { url } : {}),
    ...(needsSecret && secret ? { secret } : {}),
    ...(kind === 'email' ? { email } : {}),
  });
  const errors: Partial<Record<ChannelField, string[]>> = {};
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = (path[0] === 'email' ? path[1] : path[0]) as ChannelField;
    errors[field] = [...(errors[field] ?? []), message];
  }
  const isNew = channel?.kind !== kind;
  if (isNew && !url) errors.url = [kind === 'email' ? 'Give the mail server.' : 'Give the URL notes go to.'];
  if (isNew && needsSecret && !secret) {
    errors.secret = [kind === 'email' ? 'Give the password.' : 'Give a secret to sign with.'];
  }
  if (kind === 'webhook' && secret !== '' && secret.length < 16) errors.secret = ['At least 16 characters.'];
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, input: parsed.data }
    : { ok: false, errors };
}
