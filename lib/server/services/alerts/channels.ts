import 'server-only';
import { randomUUID } from 'node:crypto';
import type {
  AlertChannel,
  AlertChannelInput,
  AlertChannelKind,
  AlertDelivery,
  EmailSettings,
} from '@/lib/api/alerts';
import { ConflictError, NotFoundError, ValidationError } from '@/lib/base/errors';
import { parseChannelUrl } from '../../alerts/channel-url';
import { type ChannelSecret, newDelivery, openChannel } from '../../alerts/delivery-queue';
import type { StoredChannel } from '../../alerts/store';
import { audited } from '../../audit/audited';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { seal } from '../../seal/seal';
import { toChannel, toDelivery } from './list';

const MIN_SIGNING_CHARS = 16;

/** Adds a channel. Errors: ValidationError for an address that cannot be used; StorageError. */
export async function addAlertChannel(context: VerbContext, input: AlertChannelInput): Promise<AlertChannel> {
  authorize(context.actor, 'alerts/write');
  return saveChannel(context, randomUUID(), input, undefined);
}

/** Changes a channel; an address that is not given stays. Errors: NotFoundError, and as `addAlertChannel`. */
export async function updateAlertChannel(
  context: VerbContext,
  input: { channelId: string; channel: AlertChannelInput },
): Promise<AlertChannel> {
  authorize(context.actor, 'alerts/write');
  return saveChannel(context, input.channelId, input.channel, channelOf(context, input.channelId));
}

/** Removes a channel. Errors: NotFoundError; ConflictError while a rule uses it; StorageError. */
export async function removeAlertChannel(context: VerbContext, input: { channelId: string }): Promise<void> {
  authorize(context.actor, 'alerts/write');
  const { alerts, db } = context.console;
  const { id, name } = channelOf(context, input.channelId);
  const user = [...alerts.rules.values()].find(({ rule }) => rule.channels.includes(id));
  if (user) throw new ConflictError(`The rule "${user.rule.name}" sends to "${name}"; change it first.`);
  await audited(context, 'remove-alert-channel', { id, name }, async () => {
    await db.deleteFrom('alert_channel').where('id', '=', id).execute();
    alerts.channels.delete(id);
  });
}

/** Sends one test note now and says what became of it. Errors: NotFoundError, StorageError. */
export async function testAlertChannel(
  context: VerbContext,
  input: { channelId: string },
): Promise<AlertDelivery> {
  authorize(context.actor, 'alerts/write');
  const { alerts, clock } = context.console;
  const channel = channelOf(context, input.channelId);
  const message = alerts.message('Sluice', { kind: 'test', subjects: [] }, clock.now());
  return audited(context, 'test-alert-channel', { id: channel.id, name: channel.name }, async () =>
    toDelivery(await alerts.queue.sendOnce(newDelivery(channel, message))),
  );
}

async function saveChannel(
  context: VerbContext,
  id: string,
  input: AlertChannelInput,
  old: StoredChannel | undefined,
): Promise<AlertChannel> {
  const { alerts, db, clock } = context.console;
  const { name, kind } = input;
  const kept = old?.kind === kind ? openChannel(alerts.key, old) : undefined;
  const text = input.url ?? kept?.url;
  if (text === undefined) throw new ValidationError('Give the URL notes go to.', { url: ['Give the URL.'] });
  const url = parseChannelUrl(text, kind);
  const hasMoved = kept !== undefined && new URL(kept.url).host !== url.host;
  // A kept secret is bound to the host it was given for.
  const secret = input.secret ?? (hasMoved ? null : (kept?.secret ?? null));
  const email = kind === 'email' ? (input.email ?? kept?.email ?? null) : null;
  checkComplete(kind, secret, email);
  const content: ChannelSecret = { url: url.href, secret: hasSecret(kind, email) ? secret : null, email };
  const sealed = seal(alerts.key, JSON.stringify(content), id);
  const stored: StoredChannel = { id, name, kind, host: url.host, sealed };
  return audited(context, 'save-alert-channel', { id, name, kind, host: url.host }, async () => {
    await db
      .insertInto('alert_channel')
      .values({ ...stored, created_at: clock.now() })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ name, kind, host: url.host, sealed }))
      .execute();
    alerts.channels.set(id, stored);
    return toChannel(alerts, stored);
  });
}

/** Whether this kind of channel has a secret at all. */
function hasSecret(kind: AlertChannelKind, email: EmailSettings | null): boolean {
  return kind === 'webhook' || (email !== null && email.user !== null);
}

function checkComplete(kind: AlertChannelKind, secret: string | null, email: EmailSettings | null): void {
  if (kind === 'email' && email === null) {
    throw new ValidationError('Say from and to whom the notes go.', { to: ['Give at least one address.'] });
  }
  if (!hasSecret(kind, email)) return;
  if (secret === null) {
    const why =
      kind === 'webhook' ? 'A webhook needs a secret to sign with.' : 'Give the password of this user.';
    throw new ValidationError(why, { secret: [why] });
  }
  if (kind === 'webhook' && secret.length < MIN_SIGNING_CHARS) {
    throw new ValidationError('The signing secret is too short.', { secret: ['At least 16 characters.'] });
  }
}

function channelOf({ console: { alerts } }: VerbContext, id: string): StoredChannel {
  const channel = alerts.channels.get(id);
  if (!channel) throw new NotFoundError('There is no such channel.');
  return channel;
}
