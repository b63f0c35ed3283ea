import { EmptyState, Panel } from '@/components/ui/panel';
import { StateBadge } from '@/components/ui/state-badge';
import { formatTime } from '@/components/ui/time';
import type { StatusEvent, Timeline } from '@/lib/api/timeline';

type Entry =
  | { kind: 'event'; at: number; key: string; event: StatusEvent }
  | { kind: 'action'; at: number; key: string; action: Timeline['actions'][number] };

function entriesOf(timeline: Timeline): Entry[] {
  const events = timeline.events.map(
    (event, index): Entry => ({
      kind: 'event',
      at: event.at,
      key: `${event.at}-${event.task}-${index}`,
      event,
    }),
  );
  const actions = timeline.actions.map(
    (action): Entry => ({ kind: 'action', at: action.at, key: action.id, action }),
  );
  return [...events, ...actions].sort((a, b) => b.at - a.at);
}

const MAX_SHOWN = 300;

/** Every observed change and every action in the window, newest first. */
export function EventTable({ timeline }: { timeline: Timeline }) {
  const entries = entriesOf(timeline);
  return (
    <Panel title={`${entries.length} event${entries.length === 1 ? '' : 's'} in this window`}>
      {entries.length === 0 ? (
        <EmptyState title="Nothing changed">
          Every change of state and every action is listed here.
        </EmptyState>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full text-sm">
            <thead className="text-left text-muted text-xs">
              <tr className="border-b">
                <th className="h-9 px-4 font-medium">Time</th>
                <th className="px-3 font-medium">What</th>
                <th className="px-3 font-medium">Change</th>
                <th className="px-3 font-medium max-md:hidden">Why</th>
              </tr>
            </thead>
            <tbody>
              {entries.slice(0, MAX_SHOWN).map((entry) => (
                <EntryRow key={entry.key} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function EntryRow({ entry }: { entry: Entry }) {
  const isEvent = entry.kind === 'event';
  return (
    <tr className="border-b align-top last:border-b-0">
      <td className="whitespace-nowrap px-4 py-2 text-muted">{formatTime(entry.at)}</td>
      <td className="whitespace-nowrap px-3 py-2">{isEvent ? subjectOf(entry.event) : entry.action.actor}</td>
      <td className="px-3 py-2">
        {isEvent ? <Change event={entry.event} /> : entry.action.action.replaceAll('-', ' ')}
      </td>
      <td className="max-w-[60ch] break-words px-3 py-2 text-muted text-xs max-md:hidden">
        {isEvent ? entry.event.cause : entry.action.summary}
      </td>
    </tr>
  );
}

function subjectOf(event: StatusEvent): string {
  return event.task === null ? 'connector' : `task ${event.task}`;
}

function Change({ event }: { event: StatusEvent }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {event.from ? (
        <StateBadge state={event.from} />
      ) : (
        <span className="text-muted text-xs">first seen</span>
      )}
      <span className="text-muted">→</span>
      {event.to ? <StateBadge state={event.to} /> : <span className="text-muted text-xs">gone</span>}
    </span>
  );
}
