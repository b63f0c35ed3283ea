import 'server-only';
import { z } from 'zod';
import type { FailureReport, FailuresOfDay, FleetHistory } from '@/lib/api/fleet-history';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { Db } from '../../db/open';
import { readFailedDays, readWorstConnectors } from '../../history/read-failures';
import { type FleetQuery, readFailedHours } from '../../history/read-fleet-history';

const DAY_MS = 86_400_000;
const DAYS = 90;
const HOURS_OF_WEEK = 168;
const WORST = 10;
const LISTED = 200;
const CHANGES_SHOWN = 40;
const KEPT_MS = 30_000;

/** Returns the last day of the whole fleet, from the database; no worker is asked. */
export async function getFleetHistory(context: VerbContext): Promise<FleetHistory> {
  const query = await queryOf(context);
  const { db, history, fleet } = context.console;
  return {
    bucketMs: DAY_MS / 24,
    buckets: await readFailedHours(db, query, 24),
    changes: history.latest.filter(({ clusterId }) => fleet.has(clusterId)).slice(0, CHANGES_SHOWN),
  };
}

/** By database, of which a console has one: to add up 90 days of a large fleet takes a part of a second. */
const kept = new WeakMap<Db, { until: number; report: Promise<FailureReport> }>();

/**
 * Returns when how much of the fleet failed: hours of a week, days of 90, the worst connectors. At most half a minute
 * old, and made once however many ask.
 */
export function getFailureReport(context: VerbContext): Promise<FailureReport> {
  authorize(context.actor, 'connectors/read');
  const { db, clock } = context.console;
  const known = kept.get(db);
  if (known && clock.monotonic() < known.until) return known.report;
  const report = makeReport(context);
  kept.set(db, { until: clock.monotonic() + KEPT_MS, report });
  // A report that could not be made is not kept.
  report.catch(() => kept.delete(db));
  return report;
}

async function makeReport(context: VerbContext): Promise<FailureReport> {
  const query = await queryOf(context);
  const { db } = context.console;
  const today = Math.floor(query.now / DAY_MS);
  const first = await db
    .selectFrom('looked')
    .select(({ fn }) => fn.min<number | null>('from_at').as('at'))
    .executeTakeFirst();
  const worst = await readWorstConnectors(db, query, { first: today - DAYS + 1, last: today }, WORST);
  return {
    now: query.now,
    watchingSince: first?.at ?? null,
    hours: await readFailedHours(db, query, HOURS_OF_WEEK),
    days: await readFailedDays(db, query, DAYS),
    worst: worst.connectors,
  };
}

/** A day (UTC) as `2026-11-26`. */
export const DayOfHistory = z.object({ day: z.iso.date() });

/** Returns the connectors that failed on a day. A day nobody saw has none. */
export async function getFailuresOfDay(
  context: VerbContext,
  { day }: z.infer<typeof DayOfHistory>,
): Promise<FailuresOfDay> {
  const query = await queryOf(context);
  const at = Date.parse(day);
  const number = Math.floor(at / DAY_MS);
  const failures = await readWorstConnectors(
    context.console.db,
    query,
    { first: number, last: number },
    LISTED,
  );
  return { at, ...failures };
}

async function queryOf(context: VerbContext): Promise<FleetQuery> {
  authorize(context.actor, 'connectors/read');
  const { fleet, clock, history } = context.console;
  await history.settle();
  return { now: clock.now(), clusters: fleet.watches().map(({ definition }) => definition.id) };
}
