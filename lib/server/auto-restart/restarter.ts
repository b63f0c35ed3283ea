import 'server-only';
import { createHash } from 'node:crypto';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';
import { SerialQueue } from '@/lib/base/serial-queue';
import type { Db } from '../db/open';
import { countRestart, type Decision, decide, forget, type RestartState, type Seen } from './schedule';
import { OFF, readRestarts, removeRestart, saveRestart } from './store';

/** How a restart ended. `postponed`: nothing was done and it does not count, for example during a rebalance. */
export type RestartResult = 'asked' | 'failed' | 'postponed';

/** What the restarter sees of the world and does to it. */
export interface RestartWorld {
  /** What the last look showed; undefined while that is not known, `gone` once a user deleted it. */
  see(cluster: string, connector: string): Seen | 'gone' | undefined;
  /** One restart of what failed. `reason` is for the audit. Never throws. */
  restart(cluster: string, connector: string, reason: RestartReason): Promise<RestartResult>;
}

/** Why the console restarts something by itself. */
export interface RestartReason {
  readonly cause: string | null;
  readonly attempt: number;
  readonly of: number;
}

/** What the restarter needs. */
export interface RestarterOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly world: RestartWorld;
}

interface Tracked {
  readonly cluster: string;
  readonly connector: string;
  state: RestartState;
  failingSince: number | null;
  /** Not before: after a rebalance or an unwritable database. */
  notBefore: number;
  busy: boolean;
}

const TICK_MS = 1_000;
const JITTER_MS = 3_000;
const BUDGET = 30;
/** Of one cluster in one tick, so that a mass failure does not become a burst. */
const AT_ONCE = 10;
const BUDGET_WINDOW_MS = 60_000;
const POSTPONE_MS = 30_000;

/**
 * Restarts what failed by itself, for connectors where a user switched it on.
 *
 * Guarantees: a try is committed before the worker is asked, so a crash never adds one; at most 30 restarts per
 * minute and cluster; tries are spread by up to 3 s; only one at a time per connector.
 */
export class AutoRestarter implements AsyncDisposable {
  readonly #options: RestarterOptions;
  readonly #tracked = new Map<string, Tracked>();
  readonly #jobs = new Set<Promise<void>>();
  readonly #saves = new SerialQueue();
  #cancelTick: () => void = () => undefined;
  #closed = false;

  constructor(options: RestarterOptions) {
    this.#options = options;
  }

  /** Reads what was kept and begins to watch. Errors: what the database says. */
  async start(): Promise<void> {
    for (const { cluster, connector, state } of await readRestarts(this.#options.db)) {
      this.#tracked.set(keyOf(cluster, connector), newTracked(cluster, connector, state));
    }
    this.#schedule();
  }

  state(cluster: string, connector: string): RestartState {
    return this.#tracked.get(keyOf(cluster, connector))?.state ?? OFF;
  }

  /** What would be done about a connector now, for showing it. */
  preview(cluster: string, connector: string): Decision {
    const tracked = this.#tracked.get(keyOf(cluster, connector));
    const seen = tracked && this.#options.world.see(cluster, connector);
    if (!tracked || !seen || seen === 'gone') return { do: 'nothing' };
    const now = this.#options.clock.now();
    const decision = decide(tracked.state, seen, now, tracked.failingSince ?? now);
    return decision.do === 'wait' ? { do: 'wait', at: Math.max(decision.at, tracked.notBefore) } : decision;
  }

  /** Changes settings. Switching on, or saving after the console gave up, begins anew. Errors: the database's. */
  async set(
    cluster: string,
    connector: string,
    settings: Pick<RestartState, 'enabled' | 'maxRestarts'>,
  ): Promise<void> {
    const key = keyOf(cluster, connector);
    const old = this.state(cluster, connector);
    const anew = settings.enabled && (!old.enabled || old.gaveUp !== null);
    const tracked = this.#tracked.get(key) ?? newTracked(cluster, connector, old);
    const next = { ...(anew ? forget(old) : old), ...settings };
    await this.#save(tracked, next);
    tracked.state = { ...tracked.state, ...next };
    this.#tracked.set(key, tracked);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#jobs.size > 0) await Promise.all(this.#jobs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#cancelTick();
    await this.#saves.idle();
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#cancelTick = this.#options.clock.after(TICK_MS, () => {
      this.#tick();
      this.#schedule();
    });
  }

  #tick(): void {
    const now = this.#options.clock.now();
    const spent = new Map<string, number>();
    for (const { cluster, state } of this.#tracked.values()) {
      const recent = state.lastAt !== null && now - state.lastAt < BUDGET_WINDOW_MS;
      if (recent) spent.set(cluster, (spent.get(cluster) ?? 0) + 1);
    }
    const before = new Map(spent);
    for (const tracked of this.#tracked.values()) {
      if (!tracked.state.enabled || tracked.busy) continue;
      const used = spent.get(tracked.cluster) ?? 0;
      const limit = Math.min(BUDGET, (before.get(tracked.cluster) ?? 0) + AT_ONCE);
      if (this.#consider(tracked, now, used < limit)) spent.set(tracked.cluster, used + 1);
    }
  }

  /** Returns whether it restarts. */
  #consider(tracked: Tracked, now: number, hasBudget: boolean): boolean {
    const seen = this.#options.world.see(tracked.cluster, tracked.connector);
    if (!seen) return false;
    if (seen === 'gone') {
      this.#inBackground(tracked, () => this.#drop(tracked));
      return false;
    }
    if (!seen.failing) tracked.failingSince = null;
    else tracked.failingSince ??= now;
    // A clock that was set back must not put the next try off for as long.
    if (tracked.state.lastAt !== null && tracked.state.lastAt > now) {
      tracked.state = { ...tracked.state, lastAt: now };
    }
    const decision = decide(tracked.state, seen, now, tracked.failingSince ?? now);
    if (decision.do === 'reset') this.#keep(tracked, forget(tracked.state));
    if (decision.do === 'give-up') this.#keep(tracked, { ...tracked.state, gaveUp: decision.why });
    if (decision.do !== 'wait' || !hasBudget || now < tracked.notBefore) return false;
    if (now < decision.at + jitterMs(tracked)) return false;
    this.#inBackground(tracked, () => this.#restart(tracked, seen, now));
    return true;
  }

  async #restart(tracked: Tracked, seen: Seen, now: number): Promise<void> {
    const before = tracked.state;
    const { cluster, connector } = tracked;
    const counted = countRestart(before, seen, now);
    tracked.state = counted;
    try {
      await this.#save(tracked, counted);
    } catch (error) {
      tracked.state = { ...tracked.state, ...triesOf(before) };
      tracked.notBefore = now + POSTPONE_MS;
      throw error;
    }
    const reason = { cause: seen.cause, attempt: counted.restarts, of: counted.maxRestarts };
    const result = await this.#options.world.restart(cluster, connector, reason);
    if (result !== 'postponed') return;
    tracked.notBefore = now + POSTPONE_MS;
    tracked.state = { ...tracked.state, ...triesOf(before) };
    await this.#save(tracked, tracked.state);
  }

  /** A new connector of the same name must be switched on anew. */
  async #drop({ cluster, connector }: Tracked): Promise<void> {
    await this.#saves.run(() => removeRestart(this.#options.db, cluster, connector));
    this.#tracked.delete(keyOf(cluster, connector));
  }

  #keep(tracked: Tracked, next: RestartState): void {
    tracked.state = next;
    this.#inBackground(tracked, () => this.#save(tracked, next));
  }

  #inBackground(tracked: Tracked, job: () => Promise<void>): void {
    tracked.busy = true;
    const running = job()
      .catch((error: unknown) => {
        if (this.#closed) return;
        const { cluster, connector } = tracked;
        this.#options.log.error('auto-restart could not go on', {
          cluster,
          connector,
          why: messageOf(error),
        });
      })
      .finally(() => {
        tracked.busy = false;
        this.#jobs.delete(running);
      });
    this.#jobs.add(running);
  }

  #save({ cluster, connector }: Tracked, state: RestartState): Promise<void> {
    return this.#saves.run(() => saveRestart(this.#options.db, { cluster, connector, state }));
  }
}

function newTracked(cluster: string, connector: string, state: RestartState): Tracked {
  return { cluster, connector, state, failingSince: null, notBefore: 0, busy: false };
}

function keyOf(cluster: string, connector: string): string {
  return `${cluster}\u0000${connector}`;
}

function triesOf({ restarts, lastAt, cause, sameCause }: RestartState): Partial<RestartState> {
  return { restarts, lastAt, cause, sameCause };
}

/** Spreads tries of many connectors; the same for one connector and try, so that it needs no chance. */
function jitterMs({ cluster, connector, state }: Tracked): number {
  const hash = createHash('sha256').update(`${cluster}/${connector}/${state.restarts}`).digest();
  return hash.readUInt32BE(0) % JITTER_MS;
}
