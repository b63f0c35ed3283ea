'use client';

import { useQuery } from '@tanstack/react-query';
import { Pencil, RotateCw } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState, ProblemNote, Skeleton } from '@/components/ui/panel';
import { StateBadge } from '@/components/ui/state-badge';
import { TabLinks } from '@/components/ui/tab-links';
import { Ago, useNow } from '@/components/ui/time';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useLastAction, useStartAction } from '@/lib/client/actions';
import { connectorQuery } from '@/lib/client/connectors';
import { useFleet } from '@/lib/client/fleet';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { ActionMenu } from './action-menu';
import { ActionOutcome } from './action-outcome';
import { CausePanel } from './cause-panel';
import { badgeWord } from './connector-cells';
import { shortClass } from './plugin-name';
import { failedTasksOf, requestFor } from '@/lib/client/connector-actions';

interface ConnectorHeadProps {
  clusterId: string;
  name: string;
  /** The last 24 hours as a thin strip; drawn by the page. */
  strip: ReactNode;
  children: ReactNode;
}

/** The frame of a connector's pages: name, state, what can be done, facts, cause, tabs. */
export function ConnectorHead({ clusterId, name, strip, children }: ConnectorHeadProps) {
  const fleet = useFleet();
  const row = fleet.data?.connectors.find((one) => one.clusterId === clusterId && one.name === name);
  const cluster = fleet.data?.clusters.find((one) => one.id === clusterId);
  if (!fleet.data) return <Skeleton className="h-40" />;
  if (!row) return <Missing clusterId={clusterId} name={name} cluster={cluster} />;
  return (
    <div className="space-y-4">
      <Title row={row} cluster={cluster} />
      <LastAction row={row} />
      <Facts row={row} cluster={cluster} />
      {strip}
      {row.cause ? <CausePanel row={row} /> : null}
      <Tabs row={row} />
      {children}
    </div>
  );
}

function Missing({
  clusterId,
  name,
  cluster,
}: {
  clusterId: string;
  name: string;
  cluster: ClusterSummary | undefined;
}) {
  const lastAction = useLastAction(clusterId, name);
  if (!cluster) {
    return (
      <EmptyState title="This cluster is not registered" action={<BackToList />}>
        No cluster has the id <span className="font-mono">{clusterId}</span>.
      </EmptyState>
    );
  }
  if (lastAction?.action === 'create' && lastAction.phase !== 'refused') {
    return (
      <div className="space-y-4">
        <ActionOutcome action={lastAction} />
        <EmptyState title="Waiting for the worker to show it">
          <span className="break-all font-mono">{name}</span> was accepted; it appears here with the next
          look.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="space-y-4">
      {lastAction ? <ActionOutcome action={lastAction} /> : null}
      <EmptyState title="There is no such connector" action={<BackToList />}>
        <span className="break-all font-mono">{name}</span> is not on {cluster.name}
        {cluster.reachability.state === 'live'
          ? '.'
          : ', as far as we know: the cluster cannot be reached now.'}
      </EmptyState>
    </div>
  );
}

function BackToList() {
  return (
    <Button asChild>
      <Link href={pages.connectors()}>All connectors</Link>
    </Button>
  );
}

function Title({ row, cluster }: { row: ConnectorRow; cluster: ClusterSummary | undefined }) {
  const start = useStartAction();
  const failed = failedTasksOf(row);
  const isStale = cluster?.reachability.state === 'unreachable';
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 break-all font-mono font-semibold text-xl">{row.name}</h1>
          <StateBadge state={badgeWord(row)} stale={isStale} large />
        </div>
        <p className="mt-1 text-muted text-sm">
          {row.pluginClass ? (
            <span title={row.pluginClass}>{shortClass(row.pluginClass)}</span>
          ) : (
            'unknown plugin'
          )}
          {row.pluginVersion ? ` ${row.pluginVersion}` : ''} · {row.type} · on{' '}
          <Link
            href={pages.connectors({ cluster: row.clusterId })}
            className="hover:text-ink hover:underline"
          >
            {cluster?.name ?? row.clusterId}
          </Link>
          {isStale && cluster?.reachability.asOf ? (
            <span className="text-failed">
              {' '}
              · unreachable, seen <Ago at={cluster.reachability.asOf} />
            </span>
          ) : null}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {failed > 0 || row.state === 'FAILED' ? (
          <Button
            variant="primary"
            disabled={start.isPending}
            onClick={() => start.mutate(requestFor('restart-failed-tasks', row))}
          >
            <RotateCw size={15} aria-hidden />
            {failed === 0
              ? 'Restart failed connector'
              : `Restart ${failed} failed task${failed === 1 ? '' : 's'}`}
          </Button>
        ) : null}
        <Button asChild>
          <Link href={pages.editConfig(row.clusterId, row.name)}>
            <Pencil size={14} aria-hidden /> Edit config
          </Link>
        </Button>
        <ActionMenu row={row} large />
      </div>
      {start.error ? (
        <div className="basis-full">
          <ProblemNote {...describeProblem(start.error)} />
        </div>
      ) : null}
    </header>
  );
}

/** An outcome stays under the head for an hour; later it is in the timeline. */
const SHOWN_FOR_MS = 3_600_000;

function LastAction({ row }: { row: ConnectorRow }) {
  const action = useLastAction(row.clusterId, row.name);
  const now = useNow();
  if (!action || (action.finishedAt !== null && now - action.finishedAt > SHOWN_FOR_MS)) return null;
  return (
    <div className="rounded-panel border bg-panel px-4 py-2.5">
      <ActionOutcome action={action} />
    </div>
  );
}

function Facts({ row, cluster }: { row: ConnectorRow; cluster: ClusterSummary | undefined }) {
  const running = row.tasks.filter((task) => task.state === 'RUNNING').length;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Connector', row.state ?? 'no status yet'],
    ['Tasks running', `${running}/${row.tasks.length}`],
    [
      'Worker',
      <span key="worker" className="font-mono text-xs">
        {row.workerId ?? '–'}
      </span>,
    ],
    ['Since', <Ago key="since" at={row.since} plain />],
    ['Connect', cluster?.version ?? '–'],
    ...(row.type === 'sink' ? ([['Consumer group', <ConsumerGroup key="group" row={row} />]] as const) : []),
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-panel border bg-line sm:grid-cols-3 lg:auto-cols-fr lg:grid-flow-col lg:grid-cols-none">
      {facts.map(([term, fact]) => (
        <div
          key={term}
          className="min-w-0 bg-panel px-4 py-2 max-sm:last:odd:col-span-2 sm:max-lg:[&:nth-child(5):last-child]:col-span-2"
        >
          <dt className="text-muted text-xs">{term}</dt>
          <dd className="mt-0.5 truncate text-sm">{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The group whose lag tells how far a sink is behind. */
function ConsumerGroup({ row }: { row: ConnectorRow }) {
  const { data } = useQuery(connectorQuery(row.clusterId, row.name));
  const override = data?.config?.find(({ key }) => key === 'consumer.override.group.id')?.value;
  const group = override ?? `connect-${row.name}`;
  return (
    <span className="font-mono text-xs" title={group}>
      {group}
    </span>
  );
}

function Tabs({ row }: { row: ConnectorRow }) {
  const pathname = usePathname();
  const { data } = useQuery(connectorQuery(row.clusterId, row.name));
  const base = pages.connector(row.clusterId, row.name);
  const tab = (label: string, id: Parameters<typeof pages.connectorTab>[2], count?: number) => ({
    href: pages.connectorTab(row.clusterId, row.name, id),
    label,
    ...(count === undefined ? {} : { count }),
  });
  const tabs = [
    { href: base, label: 'Overview' },
    tab('Tasks', 'tasks', row.tasks.length),
    tab('Config', 'config', data?.config?.length),
    tab('Offsets', 'offsets'),
    tab('Topics', 'topics'),
    tab('Timeline', 'history'),
  ];
  // The tab's own part of the path decides: how the browser encodes a name may differ from how we do.
  const part = /\/(tasks|config|offsets|topics|history)(?:\/edit)?$/.exec(pathname)?.[1];
  const current = tabs.find((one) => part && one.href === `${base}/${part}`)?.href ?? base;
  return <TabLinks label="Connector" tabs={tabs} current={current} />;
}
