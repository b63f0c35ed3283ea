'use client';

import { useQuery } from '@tanstack/react-query';
import { EmptyState, Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { topicsQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';

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
