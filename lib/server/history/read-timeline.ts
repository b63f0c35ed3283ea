import 'server-only';
import { ActionRecord } from '@/lib/api/actions';
import type { Timeline } from '@/lib/api/timeline';
import type { Db } from '../db/open';
import { buildLanes, gapsIn, type Span } from './build-timeline';
import { readCoarseLanes } from './coarse-lanes';
import { laneFigures } from './lane-figures';
import { readBefore, readEvents, readInstances } from './read-events';

/** Which connector's history, and when. Units: ms. `gapMs`: a look this recent still counts as looking. */
export interface TimelineQuery {
  readonly cluster: string;
  readonly connector: string;
  readonly window: Span;
  readonly now: number;
  readonly gapMs: number;
}

const MAX_EVENTS = 5_000;
/** Beside a coarse picture. */
const EVENTS_LISTED = 500;

/**
 * Reads a connector's history in a window from the database.
 *
 * Every change while there are at most 5,000; else what was added up per hour or day, with the newest events of it.
 */
export async function readTimeline(db: Db, query: TimelineQuery): Promise<Timeline> {
  const { window, now, cluster, connector } = query;
  const instances = await readInstances(db, cluster, connector);
  const events = await readEvents(db, instances, window, MAX_EVENTS + 1);
  const looked = await lookedIn(db, query);
  const actions = await actionsIn(db, query);
  const gaps = gapsIn(window, looked, now);
  const first = await db
    .selectFrom('looked')
    .select(({ fn }) => fn.min<number | null>('from_at').as('at'))
    .where('cluster', '=', cluster)
    .executeTakeFirst();
  const common = {
    from: window.from,
    to: window.to,
    watchingSince: first?.at ?? null,
    actions,
    restarts: actions.filter(({ action }) => action.startsWith('restart')).length,
    gaps,
    lost: await lostIn(db, query),
  };
  if (events.length > MAX_EVENTS) {
    const coarse = await readCoarseLanes(db, instances, { window, now, gaps });
    return { ...common, ...coarse, events: events.slice(-EVENTS_LISTED) };
  }
  const before = await readBefore(db, instances, window.from);
  const lanes = buildLanes({ window, now, before, events, looked });
  return { ...common, lanes, figures: laneFigures(lanes, events, window, now), resolutionMs: null, events };
}

async function lostIn(db: Db, { cluster, window }: TimelineQuery): Promise<Timeline['lost']> {
  return db
    .selectFrom('lost_events')
    .select(['from_at as from', 'to_at as to', 'lost'])
    .where('cluster', '=', cluster)
    .where('to_at', '>=', window.from)
    .where('from_at', '<=', window.to)
    .orderBy('from_at')
    .execute();
}

async function lookedIn(db: Db, { cluster, window, now, gapMs }: TimelineQuery): Promise<Span[]> {
  const rows = await db
    .selectFrom('looked')
    .select(['from_at', 'to_at'])
    .where('cluster', '=', cluster)
    .where('to_at', '>=', window.from)
    .where('from_at', '<=', window.to)
    .orderBy('from_at')
    .execute();
  return rows.map(({ from_at: from, to_at: to }) => ({ from, to: now - to <= gapMs ? now : to }));
}

async function actionsIn(db: Db, { cluster, connector, window }: TimelineQuery): Promise<ActionRecord[]> {
  const rows = await db
    .selectFrom('action')
    .select('record')
    .where('cluster', '=', cluster)
    .where('connector', '=', connector)
    .where('at', '>=', window.from)
    .where('at', '<=', window.to)
    .orderBy('at')
    .limit(1_000)
    .execute();
  return rows.flatMap(({ record }) => {
    const parsed = ActionRecord.safeParse(JSON.parse(record));
    return parsed.success ? [parsed.data] : [];
  });
}
