import 'server-only';
import { type KeyObject, randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '@/lib/base/clock';
import { AppError } from '@/lib/base/errors';
import { KeyedQueue } from '@/lib/base/keyed-queue';
import { createLogger, type Logger } from '@/lib/base/logger';
import { AlertCenter } from './alerts/alert-center';
import { AuditLog } from './audit/audit-log';
import { type Actor, LOCAL_ACTOR } from './auth/authorize';
import { AutoRestarter } from './auto-restart/restarter';
import type { ServerConfig } from './config/config';
import { readOrCreateHashKey } from './config/hash-key';
import { type Db, openDb } from './db/open';
import { StorageHealth } from './db/storage-health';
import { EventHub } from './fleet/event-hub';
import { Fleet } from './fleet/fleet';
import { HistoryRecorder } from './history/recorder';
import { Retention } from './history/retention';
import { LoggerReverter } from './loggers/logger-reverter';
import { Counters } from './metrics/counters';
import { LoopMonitor } from './metrics/loop-monitor';
import { readSealKeys, type SealKeys } from './seal/seal-keys';
import { ActionLog } from './services/actions/action-log';
import { reconcile } from './services/actions/reconcile';
import { toRestartWorld } from './services/auto-restart';
import { userClusters } from './services/clusters/stored';

/** The running console: everything verbs work with. One per process, on `globalThis`. */
export interface Console extends AsyncDisposable {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly db: Db;
  /** Whether the database can be written. */
  readonly health: StorageHealth;
  readonly hub: EventHub;
  readonly history: HistoryRecorder;
  readonly fleet: Fleet;
  readonly audit: AuditLog;
  readonly actions: ActionLog;
  /** Edits of one connector's config go one after the other, keyed by cluster and name. */
  readonly edits: KeyedQueue;
  readonly counters: Counters;
  /** How long the event loop was blocked. */
  readonly loop: LoopMonitor;
  readonly restarter: AutoRestarter;
  /** Puts levels of loggers back when they are due. */
  readonly loggers: LoggerReverter;
  readonly alerts: AlertCenter;
  /** What stored secrets are sealed with. */
  readonly sealKeys: SealKeys;
  /** Keys the hashes of configs that go to the browser. */
  readonly hashKey: KeyObject;
  /** Aborted when the console stops: ends event streams and follows. */
  readonly stopping: AbortSignal;
}

/** Who asks what, of which console. Every verb takes it first. */
export interface VerbContext {
  readonly console: Console;
  readonly actor: Actor;
  readonly requestId: string;
}

/** What tests put in place of the machine's own. */
export interface ConsoleOverrides {
  readonly clock?: Clock;
  readonly log?: Logger;
}

/**
 * Opens the database and starts to look at every registered cluster.
 *
 * Errors: StorageError when the data folder or database cannot be used; nothing is left open then.
 */
export async function createConsole(
  config: ServerConfig,
  overrides: ConsoleOverrides = {},
): Promise<Console> {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLogger('console');
  const db = await openDb(config.consoleDir);
  const stop = new AbortController();
  const hub = new EventHub(randomUUID(), clock.now);
  const { hashKey, sealKeys } = await readKeys(config, db);
  const gapMs = Math.max(3 * config.pollMs, 15_000);
  const health = new StorageHealth(clock.now, (storage) => hub.publish({ type: 'storage', storage }));
  const history = new HistoryRecorder({ db, clock, log, gapMs, hashKey, health });
  const between = (step: () => Promise<void>) => history.between(step);
  const retention = new Retention({ db, clock, log, limits: config.history, between });
  const counters = new Counters();
  const loop = new LoopMonitor();
  const fleet = new Fleet({ clock, log, pollMs: config.pollMs, hub, history, counters, health });
  const audit = new AuditLog(db, clock);
  const actions = new ActionLog(db, hub, log, counters, clock);
  const restarter = new AutoRestarter({ db, clock, log, world: toRestartWorld(() => running) });
  const loggers = new LoggerReverter({ db, clock, log, audit, fleet });
  const observe = () => {
    const { clusters, connectors: rows } = fleet.snapshot();
    return { clusters, rows };
  };
  const alerts = new AlertCenter({ db, clock, log, key: sealKeys, observe, publicUrl: config.publicUrl });
  const dispose = async () => {
    stop.abort(new AppError('console/stopping', 'The console is stopping.'));
    await alerts[Symbol.asyncDispose]();
    await restarter[Symbol.asyncDispose]();
    await loggers[Symbol.asyncDispose]();
    await fleet[Symbol.asyncDispose]();
    await retention[Symbol.asyncDispose]();
    await history[Symbol.asyncDispose]();
    await actions[Symbol.asyncDispose]();
    await audit[Symbol.asyncDispose]();
    await db.destroy();
    loop[Symbol.dispose]();
  };
  const running: Console = {
    config,
    clock,
    log,
    db,
    health,
    hub,
    history,
    fleet,
    audit,
    actions,
    edits: new KeyedQueue(),
    counters,
    loop,
    restarter,
    loggers,
    alerts,
    sealKeys,
    hashKey,
    stopping: stop.signal,
    [Symbol.asyncDispose]: dispose,
  };
  await reconcile(audit, actions, clock.now());
  for (const cluster of config.clusters) await fleet.add(cluster);
  for (const cluster of await userClusters(db, sealKeys))
    if (!fleet.has(cluster.id)) await fleet.add(cluster);
  await restarter.start();
  loggers.wake();
  await alerts.start();
  return running;
}

async function readKeys(config: ServerConfig, db: Db): Promise<Pick<Console, 'hashKey' | 'sealKeys'>> {
  try {
    const hashKey = readOrCreateHashKey(config.consoleDir);
    return { hashKey, sealKeys: readSealKeys(config.consoleDir, config.secretKey) };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

const KEY = Symbol.for('sluice.console');
type Holder = { [KEY]?: Console };

/** Makes a console the one that routes and pages find; module state would not be shared between them. */
export function setConsole(running: Console): void {
  (globalThis as Holder)[KEY] = running;
}

/** The running console. Errors: AppError `console/not-started` before `instrumentation.ts` has run. */
export function getConsole(): Console {
  const running = (globalThis as Holder)[KEY];
  if (!running) throw new AppError('console/not-started', 'The console is still starting.');
  return running;
}

/** The context of a page that calls verbs directly, and of a request once it passed the checks. */
export function localContext(requestId: string = randomUUID()): VerbContext {
  return { console: getConsole(), actor: LOCAL_ACTOR, requestId };
}
