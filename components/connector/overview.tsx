'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { connectorQuery, topicsQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { AutoRestartPanel } from './auto-restart-panel';
import { TaskList } from './task-list';

/** Options people look for first; the rest is on the Config tab. */
const FIRST_KEYS =
  /^(connector\.class|tasks\.max|topics?|topics\.regex|file|key\.converter|value\.converter|transforms|errors\..*|connection\.url|database\.hostname)$/;

/** Tasks with traces, auto-restart, the options that matter, topics. */
export function Overview({ clusterId, name }: { clusterId: string; name: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_420px]">
      <div className="min-w-0">
        <TaskList clusterId={clusterId} name={name} />
      </div>
      <div className="min-w-0 space-y-4">
        <AutoRestartPanel clusterId={clusterId} name={name} />
        <KeyOptions clusterId={clusterId} name={name} />
        <Topics clusterId={clusterId} name={name} />
      </div>
    </div>
  );
}

function KeyOptions({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(connectorQuery(clusterId, name));
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-40" />;
  const entries = (data.config ?? []).filter((entry) => FIRST_KEYS.test(entry.key));
  return (
    <Panel
      title="Config"
      aside={
        <MoreLink
          href={pages.connectorTab(clusterId, name, 'config')}
          label={`All ${data.config?.length ?? 0}`}
        />
      }
    >
      <dl className="divide-y">
        {entries.map((entry) => (
          <div key={entry.key} className="px-4 py-2">
            <dt className="font-mono text-muted text-xs">{entry.key}</dt>
            <dd className="break-all font-mono text-xs leading-5">{entry.masked ? 'hidden' : entry.value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Topics({ clusterId, name }: { clusterId: string; name: string }) {
  const { data } = useQuery(topicsQuery(clusterId, name));
  const topics = data?.topics ?? [];
  return (
    <Panel
      title="Topics"
      aside={<MoreLink href={pages.connectorTab(clusterId, name, 'topics')} label={`All ${topics.length}`} />}
    >
      <ul className="space-y-1 px-4 py-2.5">
        {topics.slice(0, 8).map((topic) => (
          <li key={topic} className="truncate font-mono text-xs">
            {topic}
          </li>
        ))}
        {topics.length === 0 ? <li className="text-muted text-sm">None used yet</li> : null}
      </ul>
    </Panel>
  );
}

function MoreLink({ href, label }: { href: string; label: string }) {
  return (
    <Link href={href} className="font-medium text-accent text-xs hover:underline">
      {label}
    </Link>
  );
}
