'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import type { TableColumn } from '@/components/data-table/types';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/field';
import { Menu, MenuItem } from '@/components/ui/menu';
import { DottedName } from '@/components/ui/dotted-name';
import { EmptyState, PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { Ago } from '@/components/ui/time';
import type { LoggersView as LoggersBody } from '@/lib/api/loggers';
import { useFleet } from '@/lib/client/fleet';
import { loggersQuery, useSetLogLevel } from '@/lib/client/loggers';
import { describeProblem } from '@/lib/client/problems';
import { LOG_LEVELS } from '@/lib/connect/loggers';
import { PendingReverts } from './pending-reverts';

type LoggerRow = LoggersBody['loggers'][number];
type Level = (typeof LOG_LEVELS)[number];
type Scope = 'worker' | 'cluster';

/** Log levels of a cluster's workers: search, set, and see what goes back when. */
export function LoggersView({ clusterId }: { clusterId: string }) {
  const [worker, setWorker] = useState<string>();
  const { data, error } = useQuery(loggersQuery(clusterId, worker));
  const cluster = useFleet().data?.clusters.find((one) => one.id === clusterId);
  return (
    <>
      <PageHead
        title={`Loggers of ${cluster?.name ?? clusterId}`}
        lead="A level set here goes back by itself after 15 minutes. Workers forget levels when they restart."
      />
      {error && !data ? <ProblemNote {...describeProblem(error)} /> : null}
      {!error && !data ? <Skeleton className="h-60" /> : null}
      {data && !data.supported ? (
        <EmptyState title="This worker does not show its loggers here">
          It answers 404 to /admin/loggers: its option admin.listeners is empty or names another address.
        </EmptyState>
      ) : null}
      {data?.supported ? <Loggers clusterId={clusterId} data={data} onWorker={setWorker} /> : null}
    </>
  );
}

interface LoggersProps {
  clusterId: string;
  data: LoggersBody;
  onWorker: (worker: string) => void;
}

function Loggers({ clusterId, data, onWorker }: LoggersProps) {
  const [search, setSearch] = useState('');
  const [scope, setScope] = useState<Scope>('worker');
  const set = useSetLogLevel(clusterId);
  const wanted = search.trim().toLowerCase();
  const rows = data.loggers.filter(({ name }) => name.toLowerCase().includes(wanted));
  const setLevel = (logger: string, level: Level) =>
    set.mutate({ logger, level, scope: data.canScope ? scope : 'worker', worker: data.worker });
  return (
    <div className="space-y-4">
      <PendingReverts clusterId={clusterId} reverts={data.reverts} />
      <div className="flex flex-wrap items-center gap-3">
        <Input
          type="search"
          aria-label="Search loggers"
          placeholder="Search loggers"
          className="max-w-xs"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {data.workers.length > 1 ? (
          <Select aria-label="Worker" value={data.worker} onChange={(event) => onWorker(event.target.value)}>
            {data.workers.map((url) => (
              <option key={url} value={url}>
                {url}
              </option>
            ))}
          </Select>
        ) : null}
        {data.canScope ? (
          <Segmented
            label="Set levels on"
            value={scope}
            onChange={setScope}
            options={[
              { value: 'worker', label: 'This worker' },
              { value: 'cluster', label: 'Whole cluster' },
            ]}
          />
        ) : null}
      </div>
      {set.error ? <ProblemNote {...describeProblem(set.error)} /> : null}
      <DataTable
        label="Loggers"
        rows={rows}
        columns={columnsFor(setLevel)}
        rowId={({ name }) => name}
        empty={
          <EmptyState
            title={search ? 'No logger of this name is listed' : 'The worker lists no logger'}
            action={search ? <LevelMenu name={search.trim()} level="" onSet={setLevel} /> : null}
          >
            Before 4.0 a worker lists only loggers that have a level of their own; any other can be set by its
            full name.
          </EmptyState>
        }
      />
    </div>
  );
}

function columnsFor(onSet: (logger: string, level: Level) => void): TableColumn<LoggerRow>[] {
  return [
    {
      id: 'logger',
      head: 'Logger',
      value: ({ name }) => name,
      cell: ({ name }) => <DottedName name={name} />,
    },
    {
      id: 'level',
      head: 'Level',
      value: ({ level }) => level,
      cell: ({ name, level }) => <LevelMenu name={name} level={level} onSet={onSet} />,
    },
    {
      id: 'modified',
      head: 'Changed',
      value: ({ lastModified }) => lastModified ?? 0,
      className: 'max-sm:hidden',
      cell: ({ lastModified }) =>
        lastModified === null ? <span className="text-muted">–</span> : <Ago at={lastModified} />,
    },
  ];
}

interface LevelMenuProps {
  name: string;
  level: string;
  onSet: (logger: string, level: Level) => void;
}

/** Sets a level by a deliberate choice: arrow keys alone send nothing. */
function LevelMenu({ name, level, onSet }: LevelMenuProps) {
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" aria-label={`Set the level of ${name}`}>
          {level || `Set the level of ${name}`} <ChevronDown size={13} aria-hidden />
        </Button>
      }
    >
      {LOG_LEVELS.map((one) => (
        <MenuItem
          key={one}
          label={one}
          hint={one === level ? 'as it is now' : undefined}
          onSelect={() => onSet(name, one)}
        />
      ))}
    </Menu>
  );
}
