import 'server-only';
import { ActionRecord } from '@/lib/api/actions';
import type { StatusEvent, Timeline } from '@/lib/api/timeline';
import type { Db } from '../db/open';
import { buildLanes, gapsIn, type Span } from './build-timeline';

/** Which connector's history, and when. Units: ms. `gapMs`: a look this recent still counts as looking. */
export interface TimelineQuery {
  readonly cluster: string;
  readonly connector: string;
  readonly window: Span;
  readonly now: number;
  readonly gapMs: number;
}

const MAX_EVENTS = 5_000;
const COLUMNS = ['at', 'task', 'from_state', 'to_state', 'worker', 'cause'] as const;

/** Reads a connector's history in a window from the database; the newest 5,000 events of it. */
export async function readTimeline(db: Db, query: TimelineQuery): Promise<Timeline> {
  const { window, now } = query;
  const [before, events, looked, actions, first] = [
    await lastBefore(db, query),
    await eventsIn(db, query),
    await lookedIn(db, query),
    await actionsIn(db, query),
    await db
      .selectFrom('looked')
      .select(({ fn }) => fn.min<number | null>('from_at').as('at'))
      .where('cluster', '=', query.cluster)
      .executeTakeFirst(),
  ];
  return {
    from: window.from,
    to: window.to,
    watchingSince: first?.at ?? null,
    lanes: buildLanes({ window, now, before, events, looked }),
    events,
    actions,
    gaps: gapsIn(window, looked, now),
  };
}

async function lastBefore(db: Db, { cluster, connector, window }: TimelineQuery): Promise<StatusEvent[]> {
  const rows = await db
    .selectFrom('status_event')
    .select(COLUMNS)
    .where('id', 'in', (latest) =>
      latest
        .selectFrom('status_event')
        .select(({ fn }) => fn.max<number>('id').as('id'))
        .where('cluster', '=', cluster)
        .where('connector', '=', connector)
        .where('at', '<', window.from)
        .groupBy('task'),
    )
    .execute();
  return rows.map(toEvent);
}

async function eventsIn(db: Db, { cluster, connector, window }: TimelineQuery): Promise<StatusEvent[]> {
  const rows = await db
    .selectFrom('status_event')
    .select(COLUMNS)
    .where('cluster', '=', cluster)
    .where('connector', '=', connector)
    .where('at', '>=', window.from)
    .where('at', '<=', window.to)
    .orderBy('id', 'desc')
    .limit(MAX_EVENTS)
    .execute();
  return rows.reverse().map(toEvent);
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

type EventRow = {
  at: number;
  task: number | null;
  from_state: string | null;
  to_state: string | null;
  worker: string | null;
  cause: string | null;
};

function toEvent({
  at,
  task,
  from_state: from,
  to_state: to,
  worker: workerId,
  cause,
}: EventRow): StatusEvent {
  return { at, task, from, to, workerId, cause };
}
