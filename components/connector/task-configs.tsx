'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import type { ConfigEntry } from '@/lib/api/connectors';
import { connectorQuery, taskConfigsQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';

/** What each task was given; what differs from the connector's config comes first, the rest is folded. */
export function TaskConfigs({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(taskConfigsQuery(clusterId, name));
  const connector = useQuery(connectorQuery(clusterId, name)).data?.config;
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data || !connector) return <Skeleton className="h-24" />;
  if (data.tasks.length === 0) return null;
  const values = new Map(connector.map((entry) => [entry.key, entry]));
  const isOwn = ({ key, value, masked }: ConfigEntry) => {
    const same = values.get(key);
    return !(same && same.value === value && same.masked === masked);
  };
  return (
    <Panel title="Configs of the tasks">
      <ul className="divide-y">
        {data.tasks.map(({ id, config }) => (
          <li key={id}>
            <TaskConfig id={id} own={config.filter(isOwn)} rest={config.filter((entry) => !isOwn(entry))} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface TaskConfigProps {
  id: number;
  own: readonly ConfigEntry[];
  rest: readonly ConfigEntry[];
}

function TaskConfig({ id, own, rest }: TaskConfigProps) {
  return (
    <details className="group">
      <summary className="flex cursor-pointer list-none items-center gap-2 px-4 py-2.5 text-sm hover:bg-sunken">
        <ChevronRight size={14} aria-hidden className="shrink-0 text-muted group-open:rotate-90" />
        <span className="font-medium">Task {id}</span>
        <span className="text-muted text-xs">
          {own.length} of {own.length + rest.length} options are not as in the connector’s config
        </span>
      </summary>
      <Entries entries={own} />
      {rest.length > 0 ? (
        <p className="px-4 pt-2 pl-10 text-muted text-xs">As in the connector’s config</p>
      ) : null}
      <Entries entries={rest} />
    </details>
  );
}

function Entries({ entries }: { entries: readonly ConfigEntry[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-4 px-4 py-1.5 pl-10 text-xs leading-5 sm:grid-cols-[minmax(180px,2fr)_3fr]">
      {entries.map(({ key, value, masked }) => (
        <div key={key} className="contents">
          <dt className="break-all font-mono text-muted">{key}</dt>
          <dd className="break-all font-mono max-sm:mb-1">{masked ? 'hidden' : value}</dd>
        </div>
      ))}
    </dl>
  );
}
