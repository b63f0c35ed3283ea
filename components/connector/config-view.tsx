'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound, Pencil } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import type { ConfigEntry } from '@/lib/api/connectors';
import { connectorQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { type ExportFormat, exportConfig } from '@/lib/connect/config/export';

const VIEWS = [
  { value: 'table', label: 'Table' },
  { value: 'json', label: 'JSON' },
  { value: 'properties', label: 'Properties' },
  { value: 'curl', label: 'cURL' },
  { value: 'yaml', label: 'YAML' },
] as const;
const labelOf = (view: string) => VIEWS.find(({ value }) => value === view)?.label ?? view;

/** The stored config with secrets masked, as a table or in a format to take away. */
export function ConfigView({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(connectorQuery(clusterId, name));
  const [view, setView] = useState<'table' | ExportFormat>('table');
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  if (!data.config)
    return <ProblemNote what="The config could not be read." workerSaid={data.problems.join('\n')} />;
  const text = exportConfig(view === 'table' ? 'json' : view, { name, entries: data.config });
  const isMasked = data.config.some((entry) => entry.masked);
  return (
    <Panel
      title={`${data.config.length} options`}
      aside={
        <>
          <Segmented label="View" value={view} onChange={setView} options={VIEWS} />
          <CopyButton text={text} label={`Copy ${view === 'table' ? 'JSON' : labelOf(view)}`} />
          <Button size="sm" asChild>
            <Link href={pages.editConfig(clusterId, name)}>
              <Pencil size={13} aria-hidden /> Edit
            </Link>
          </Button>
        </>
      }
    >
      {view !== 'table' ? (
        <>
          <pre className="overflow-auto whitespace-pre-wrap break-all p-4 font-mono text-xs leading-5">
            {text}
          </pre>
          {isMasked ? (
            <p className="border-t px-4 py-2 text-muted text-xs">
              <code>{'<secret: …>'}</code> stands for a secret: stored ones never leave the server.
            </p>
          ) : null}
        </>
      ) : (
        <dl>
          {data.config.map((entry) => (
            <div
              key={entry.key}
              className="grid gap-x-4 border-b px-4 py-2 last:border-b-0 sm:grid-cols-[minmax(220px,34%)_1fr]"
            >
              <dt className="break-all font-mono text-muted text-xs leading-5">{entry.key}</dt>
              <dd className="min-w-0 break-all font-mono text-xs leading-5">
                <Value entry={entry} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}

function Value({ entry }: { entry: ConfigEntry }) {
  if (entry.masked) {
    return (
      <span
        className="inline-flex items-center gap-1.5 text-muted"
        title="Secret: kept on the worker, never sent to a browser"
      >
        <KeyRound size={13} aria-hidden /> hidden
      </span>
    );
  }
  if (entry.value === null) return <span className="text-muted">null</span>;
  if (entry.value === '') return <span className="text-muted">empty</span>;
  return <span className="whitespace-pre-wrap">{entry.value}</span>;
}
