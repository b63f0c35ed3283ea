'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState, Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { useLastAction, useStartAction } from '@/lib/client/actions';
import { topicsQuery } from '@/lib/client/connectors';
import { useFleet } from '@/lib/client/fleet';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';

/** Topics the connector has read or written, each with who else uses it. */
export function TopicsView({ clusterId, name }: { clusterId: string; name: string }) {
  const query = topicsQuery(clusterId, name);
  const { data, error } = useQuery(query);
  const client = useQueryClient();
  const start = useStartAction();
  const last = useLastAction(clusterId, name);
  const resetAt = last?.action === 'reset-topics' ? last.finishedAt : null;
  // Outside React: the list on the worker has changed when a reset is done.
  useEffect(() => {
    if (resetAt !== null) void client.invalidateQueries({ queryKey: topicsQuery(clusterId, name).queryKey });
  }, [client, clusterId, name, resetAt]);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-40" />;
  return (
    <Panel
      title={`${data.topics.length} active topic${data.topics.length === 1 ? '' : 's'}`}
      aside={
        data.topics.length > 0 ? (
          <Button
            size="sm"
            disabled={start.isPending}
            title="Forgets which topics it has used; no topic is touched"
            onClick={() =>
              start.mutate({ action: 'reset-topics', targets: [{ clusterId, connector: name }] })
            }
          >
            Reset active topics
          </Button>
        ) : undefined
      }
    >
      {start.error ? <ProblemNote {...describeProblem(start.error)} /> : null}
      {data.topics.length === 0 ? (
        <EmptyState title="No topic used yet">
          The worker notes a topic when the first record is read from it or written to it.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {data.topics.map((topic) => (
            <li key={topic} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-2">
              <span className="min-w-0 break-all font-mono text-sm">{topic}</span>
              <OtherUsers topic={topic} clusterId={clusterId} name={name} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The connectors of the fleet whose config names the same topic. */
function OtherUsers({ topic, clusterId, name }: { topic: string; clusterId: string; name: string }) {
  const { data } = useFleet();
  const others = (data?.connectors ?? []).filter(
    (row) => row.topics.includes(topic) && !(row.clusterId === clusterId && row.name === name),
  );
  if (others.length === 0) return null;
  return (
    <Link
      href={pages.connectors({ text: `topic:${topic}` })}
      className="text-muted text-xs hover:text-accent hover:underline"
    >
      also used by {others.length} other connector{others.length === 1 ? '' : 's'}
    </Link>
  );
}
