'use client';

import { useQuery } from '@tanstack/react-query';
import { EmptyState, Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { offsetsQuery, topicsQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';

/** Committed offsets: where the connector goes on after a restart. */
export function OffsetsView({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(offsetsQuery(clusterId, name));
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-40" />;
  if (!data.supported) {
    return (
      <Panel>
        <EmptyState title="This worker cannot show offsets">
          Reading offsets over REST came with Kafka 3.5.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel title="Committed offsets">
      {data.offsets.length === 0 ? (
        <EmptyState title="Nothing committed yet">
          Offsets appear after the first commit; the worker commits at a fixed interval.
        </EmptyState>
      ) : (
        <table className="w-full text-sm">
          <thead className="text-left text-muted text-xs">
            <tr className="border-b">
              <th className="h-9 px-4 font-medium">Partition</th>
              <th className="px-4 font-medium">Offset</th>
            </tr>
          </thead>
          <tbody>
            {data.offsets.map((entry) => (
              <tr key={entry.partition} className="border-b align-top last:border-b-0">
                <td className="break-all px-4 py-2 font-mono text-xs leading-5">{entry.partition}</td>
                <td className="break-all px-4 py-2 font-mono text-xs leading-5">{entry.offset}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** Topics the connector has read or written. */
export function TopicsView({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(topicsQuery(clusterId, name));
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-40" />;
  return (
    <Panel title={`${data.topics.length} active topic${data.topics.length === 1 ? '' : 's'}`}>
      {data.topics.length === 0 ? (
        <EmptyState title="No topic used yet">
          The worker notes a topic when the first record is read from it or written to it.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {data.topics.map((topic) => (
            <li key={topic} className="break-all px-4 py-2 font-mono text-sm">
              {topic}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
