import 'server-only';
import { randomUUID } from 'node:crypto';
import type { Silence } from '@/lib/api/alerts';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import type { Db } from '../db/open';
import type { SealKeys } from '../seal/seal-keys';
import { DeliveryQueue, newDelivery } from './delivery-queue';
import { type Incident, type Note, step } from './incident';
import { type Message, toMessage } from './message';
import {
  pruneAlerts,
  readAlerts,
  type StoredChannel,
  type StoredDelivery,
  type StoredRule,
  saveIncident,
} from './store';
import { isSilenced, keyOfSubject, type Observed, type Subject, subjectsOf } from './subjects';

/** What alerts need. `observe` is called each tick and must not wait for anything. */
export interface AlertOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly key: SealKeys;
  readonly observe: () => Observed;
  /** Where people reach the console. */
  readonly publicUrl?: string | undefined;
}

const TICK_MS = 2_000;
const KEPT_MS = 90 * 86_400_000;

/**
 * Looks at the fleet through every rule and sends notes.
 *
 * Guarantees: what fires is kept with its notes in one transaction, so that a restart of the console neither repeats
 * nor loses one; a database that cannot be written delays notes and never invents one.
 */
export class AlertCenter implements AsyncDisposable {
  readonly #options: AlertOptions;
  readonly rules = new Map<string, StoredRule>();
  readonly channels = new Map<string, StoredChannel>();
  readonly silences = new Map<string, Silence>();
  readonly queue: DeliveryQueue;
  readonly #incidents = new Map<string, Incident>();
  /** Rule and subject → since when it has matched without a break. */
  readonly #since = new Map<string, Map<string, number>>();
  #looking: Promise<void> = Promise.resolve();
  #cancelTick: () => void = () => undefined;
  #closed = false;

  constructor(options: AlertOptions) {
    this.#options = options;
    const { db, clock, log, key } = options;
    this.queue = new DeliveryQueue({ db, clock, log, key, channel: (id) => this.channels.get(id) });
  }

  get key(): SealKeys {
    return this.#options.key;
  }

  /** Reads what was kept and begins to look. Errors: what the database says. */
  async start(): Promise<void> {
    await pruneAlerts(this.#options.db, this.#options.clock.now() - KEPT_MS);
    const { rules, channels, silences, incidents } = await readAlerts(this.#options.db);
    for (const one of rules) this.rules.set(one.id, one);
    for (const one of channels) this.channels.set(one.id, one);
    for (const one of silences) this.silences.set(one.id, one);
    for (const [id, incident] of incidents) this.#incidents.set(id, incident);
    await this.queue.load();
    this.#schedule();
  }

  /** What is sent about a note. */
  message(rule: string, note: Parameters<typeof toMessage>[1], now: number): Message {
    return toMessage({ id: randomUUID(), at: now, rule, url: this.#options.publicUrl ?? null }, note);
  }

  /** What a rule fires for, or null. */
  incident(ruleId: string): Incident | null {
    return this.#incidents.get(ruleId) ?? null;
  }

  /** Forgets what a rule fires for, because it was changed or removed. */
  async forget(ruleId: string): Promise<void> {
    this.#incidents.delete(ruleId);
    this.#since.delete(ruleId);
    await saveIncident(this.#options.db, ruleId, null, []);
  }

  /** Resolves when neither a look nor a delivery is under way. */
  async idle(): Promise<void> {
    await this.#looking;
    await this.queue.idle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#cancelTick();
    this.queue.stop();
    await this.#looking;
    await this.queue.idle();
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#cancelTick = this.#options.clock.after(TICK_MS, () => {
      this.#looking = this.#looking
        .then(() => this.#look())
        .catch((error: unknown) => {
          this.#options.log.error('alerts could not be kept', { why: messageOf(error) });
        });
      this.#schedule();
    });
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    const now = this.#options.clock.now();
    const rules = [...this.rules.values()].filter(({ rule }) => rule.enabled);
    if (rules.length > 0) {
      const observed = this.#options.observe();
      for (const rule of rules) await this.#apply(rule, observed, now);
    }
    this.queue.tick(now);
  }

  async #apply({ id, rule }: StoredRule, observed: Observed, now: number): Promise<void> {
    const lasting = this.#lasting(id, subjectsOf(rule, observed), now - rule.forSeconds * 1000);
    const silences = [...this.silences.values()];
    const silenced = lasting.filter((subject) => isSilenced(subject, silences, now));
    const matched = lasting.filter((subject) => !silenced.includes(subject));
    const away = observed.clusters.filter(({ reachability }) => reachability.state !== 'live');
    const unknown = new Set<string>(away.map((cluster) => cluster.id));
    const before = this.#incidents.get(id) ?? null;
    const { incident, note } = step(rule, before, { matched, silenced, unknown }, now);
    if (note === null && !hasMoved(before, incident)) {
      if (incident) this.#incidents.set(id, incident);
      return;
    }
    const deliveries = note === null ? [] : this.#notesFor(rule.name, rule.channels, note, now);
    await saveIncident(this.#options.db, id, incident, deliveries);
    if (incident) this.#incidents.set(id, incident);
    else this.#incidents.delete(id);
    this.queue.adopt(deliveries);
  }

  /** Of what matches, what has done so since before `cutOff`. A rule sees through one change of state to another. */
  #lasting(ruleId: string, subjects: readonly Subject[], cutOff: number): Subject[] {
    const known = this.#since.get(ruleId);
    const next = new Map<string, number>();
    const lasting = subjects.map((subject) => {
      const since = known?.get(keyOfSubject(subject)) ?? subject.since;
      next.set(keyOfSubject(subject), since);
      return { ...subject, since };
    });
    this.#since.set(ruleId, next);
    return lasting.filter(({ since }) => since <= cutOff);
  }

  #notesFor(rule: string, channels: readonly string[], note: Note, now: number): StoredDelivery[] {
    return channels.flatMap((id) => {
      const channel = this.channels.get(id);
      return channel ? [newDelivery(channel, this.message(rule, note, now))] : [];
    });
  }
}

/** Times that only say "still so" are not worth a write each tick. */
function hasMoved(before: Incident | null, after: Incident | null): boolean {
  if (before === null || after === null) return before !== after;
  const keys = (incident: Incident) => Object.keys(incident.told).sort().join('\n');
  return before.clearSince !== after.clearSince || keys(before) !== keys(after);
}
