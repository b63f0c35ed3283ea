import 'server-only';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { EmailSettings } from '@/lib/api/alerts';
import type { Clock } from '@/lib/base/clock';
import { AppError, messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import { send } from '../connect-client/transport';
import type { Db } from '../db/open';
import { unseal } from '../seal/seal';
import type { SealKeys } from '../seal/seal-keys';
import { type Message, toRequest } from './message';
import { isMailRefused, sendMail } from './send-mail';
import { readPending, type StoredChannel, type StoredDelivery, saveDelivery } from './store';

/** What is sealed of a channel. */
export const ChannelSecret = z.object({
  url: z.string(),
  secret: z.string().nullable(),
  email: EmailSettings.nullable().default(null),
});
/** What is sealed of a channel. */
export type ChannelSecret = z.infer<typeof ChannelSecret>;

/** What the queue needs. `channel` finds a channel by id, undefined once it was removed. */
export interface QueueOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly key: SealKeys;
  readonly channel: (id: string) => StoredChannel | undefined;
}

/** Wait after the n-th attempt that failed. Units: ms. After the last one the note is given up. */
const BACK_OFF_MS = [10_000, 30_000, 120_000, 600_000, 1_800_000];
const AT_ONCE = 4;
const LIMITS = { connectMs: 3_000, firstByteMs: 10_000, bodyMs: 10_000, maxBytes: 65_536 };

/**
 * Sends notes and tries again with growing pauses, also after the console was restarted.
 *
 * Guarantees: a note is kept before it is sent and is sent at least once; receivers tell a second copy by its id. An
 * answer below 200 or above 299 is a failure; one that says "never" (4xx but 408 and 429) is not tried again.
 */
export class DeliveryQueue {
  readonly #options: QueueOptions;
  readonly #pending = new Map<string, StoredDelivery>();
  readonly #busy = new Map<string, Promise<StoredDelivery>>();
  readonly #stop = new AbortController();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  async load(): Promise<void> {
    this.adopt(await readPending(this.#options.db));
  }

  /** Takes over notes that are kept already. */
  adopt(deliveries: readonly StoredDelivery[]): void {
    for (const delivery of deliveries) this.#pending.set(delivery.id, delivery);
  }

  /** Begins to send what is due. */
  tick(now: number): void {
    for (const delivery of this.#pending.values()) {
      if (this.#busy.size >= AT_ONCE) return;
      if (this.#busy.has(delivery.id) || (delivery.next_at ?? 0) > now) continue;
      void this.#begin(delivery).catch((error: unknown) => {
        this.#options.log.error('a note’s fate could not be kept', { why: messageOf(error) });
      });
    }
  }

  /** Sends one note now and waits for what became of it; it is not tried again. Errors: the database's. */
  async sendOnce(delivery: StoredDelivery): Promise<StoredDelivery> {
    const ended = await this.#attempt({ ...delivery, attempts: BACK_OFF_MS.length });
    const told = { ...ended, attempts: 1 };
    await saveDelivery(this.#options.db, told);
    return told;
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.allSettled(this.#busy.values());
  }

  /** Ends what is being sent; it stays pending and is sent after the next start. */
  stop(): void {
    this.#stop.abort(new Error('stopped'));
  }

  async #begin(delivery: StoredDelivery): Promise<StoredDelivery> {
    const running = this.#attempt(delivery);
    this.#busy.set(delivery.id, running);
    try {
      const next = await running;
      if (this.#stop.signal.aborted) return next;
      if (next.status === 'pending') this.#pending.set(next.id, next);
      else this.#pending.delete(next.id);
      await saveDelivery(this.#options.db, next);
      return next;
    } finally {
      this.#busy.delete(delivery.id);
    }
  }

  async #attempt(delivery: StoredDelivery): Promise<StoredDelivery> {
    const { clock } = this.#options;
    const attempts = delivery.attempts + 1;
    const failed = (error: string, isFinal: boolean): StoredDelivery => {
      const wait = BACK_OFF_MS[attempts - 1];
      return isFinal || wait === undefined
        ? { ...delivery, attempts, status: 'failed', next_at: null, error }
        : { ...delivery, attempts, next_at: clock.now() + wait, error };
    };
    const channel = this.#options.channel(delivery.channel_id);
    if (!channel) return failed('The channel was removed.', true);
    try {
      const status = await this.#send(channel, delivery.message);
      if (status >= 200 && status < 300) {
        return { ...delivery, attempts, status: 'delivered', next_at: null, error: null };
      }
      const isFinal = status >= 300 && status < 500 && status !== 408 && status !== 429;
      return failed(`${channel.host} answered ${status}.`, isFinal);
    } catch (error) {
      return failed(messageOf(error), isMailRefused(error));
    }
  }

  /** Returns the status of the answer; a mail server's counts as 200 or as the error it is. */
  async #send(channel: StoredChannel, message: Message): Promise<number> {
    const { key, clock } = this.#options;
    const { url: text, secret, email } = openChannel(key, channel);
    const url = new URL(text);
    if (channel.kind === 'email') {
      if (!email) throw new AppError('alerts/unsealable', 'Save the channel again: it has no addresses.');
      return sendMail({ url, password: secret, ...email }, message);
    }
    const { body, headers } = toRequest(message, channel.kind, secret, clock.now());
    const answer = await send(
      {
        baseUrl: url.origin,
        method: 'POST',
        path: `${url.pathname}${url.search}`,
        body,
        headers,
        ...LIMITS,
        agent: false,
        signal: this.#stop.signal,
      },
      clock,
    );
    return answer.status;
  }
}

/** Opens what is sealed of a channel. Errors: AppError `seal/other-key`. */
export function openChannel(key: SealKeys, { sealed, id }: StoredChannel): ChannelSecret {
  return ChannelSecret.parse(JSON.parse(unseal(key, sealed, id)));
}

/** A note for one channel, not sent yet. Units: `at` ms since the epoch. */
export function newDelivery(channel: StoredChannel, message: Message): StoredDelivery {
  return {
    id: randomUUID(),
    at: message.at,
    rule: message.rule,
    channel_id: channel.id,
    channel: channel.name,
    message,
    status: 'pending',
    attempts: 0,
    next_at: message.at,
    error: null,
  };
}
