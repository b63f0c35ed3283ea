import 'server-only';
import type { Clock } from '@/lib/base/clock';
import { ValidationError } from '@/lib/base/errors';
import { effectiveLevel, type Levels } from '@/lib/connect/loggers';
import type { LoggerLevels } from '@/lib/connect/rest/loggers';
import type { ClusterWatch } from '../fleet/cluster-watch';

/** Where a level is read and set: one worker by its URL, or, with `isCluster`, all of them through that one. */
export interface LoggerPlace {
  readonly watch: ClusterWatch;
  readonly worker: string;
  readonly isCluster: boolean;
}

/**
 * Names the place of a change. Errors: ValidationError for a URL that is not one of the cluster's workers, so that
 * nothing else can ever be asked.
 */
export function placeOf(watch: ClusterWatch, worker: string | null | undefined): LoggerPlace {
  const { urls } = watch.definition;
  const url = worker ?? urls[0] ?? '';
  if (!urls.includes(url))
    throw new ValidationError(`${url} is not a worker URL of ${watch.definition.name}.`);
  return { watch, worker: url, isCluster: worker === null };
}

/** Reads all loggers of the place's worker. Levels are per worker: another one is never asked instead. */
export function readLoggers({ watch, worker }: LoggerPlace): Promise<LoggerLevels> {
  return watch.client.call('listLoggers', { only: worker });
}

/** Sets one level. Returns the worker's status. Errors: as of a write. */
export async function setLogger(place: LoggerPlace, logger: string, level: string): Promise<number> {
  const { watch, worker: only, isCluster } = place;
  const options = { params: { logger }, body: { level }, only };
  const { status } = await watch.client.ask(isCluster ? 'setClusterLogger' : 'setLogger', options);
  return status;
}

const SETTLE_MS = 3_000;
const LOOK_EVERY_MS = 100;

/**
 * Reads the levels after one was set. A worker applies what is set on the whole cluster only when it has read it
 * from the config topic: that is waited for, 3 s at most.
 */
export async function readAfterSet(
  place: LoggerPlace,
  clock: Clock,
  logger: string,
  level: string,
): Promise<Levels> {
  const until = clock.monotonic() + SETTLE_MS;
  for (;;) {
    const levels = toLevels(await readLoggers(place));
    const isSeen = !place.isCluster || effectiveLevel(levels, logger) === level;
    if (isSeen || clock.monotonic() >= until) return levels;
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** Levels by name; loggers without one are left out. */
export function toLevels(loggers: LoggerLevels): Levels {
  return new Map(
    Object.entries(loggers).flatMap(([name, { level }]) => (level ? [[name, level] as const] : [])),
  );
}
