'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Ago } from '@/components/ui/time';
import type { ConfigVersion } from '@/lib/api/config-versions';
import { configVersionsQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { exportConfig } from '@/lib/connect/config/export';
import { compareConfigs } from '@/lib/connect/config/rollback';
import { ConfigCompare } from './config-compare';
import { RollbackDialog } from './rollback-dialog';

/** Every config the connector has had: who made it, what it changed, and the way back. */
export function ConfigHistory({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(configVersionsQuery(clusterId, name));
  const [pair, setPair] = useState<{ from: number; to: number }>();
  const [rollingBack, setRollingBack] = useState<ConfigVersion>();
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-40" />;
  const { versions } = data;
  if (versions.length === 0) return null;
  return (
    <Panel title={`${versions.length} version${versions.length === 1 ? '' : 's'} of the config`}>
      {versions.length > 1 && pair ? (
        <ConfigCompare
          versions={versions}
          pair={pair}
          onChange={setPair}
          onClose={() => setPair(undefined)}
        />
      ) : null}
      <ul className="divide-y text-sm">
        {versions.map((version, index) => {
          const previous = versions[index + 1];
          return (
            <VersionRow
              key={version.id}
              connector={name}
              version={version}
              previous={previous}
              isCurrent={index === 0}
              onCompare={() => setPair({ from: previous?.number ?? version.number, to: version.number })}
              onRollBack={() => setRollingBack(version)}
            />
          );
        })}
      </ul>
      {rollingBack ? (
        <RollbackDialog
          clusterId={clusterId}
          name={name}
          version={rollingBack}
          onClose={() => setRollingBack(undefined)}
        />
      ) : null}
    </Panel>
  );
}

interface VersionRowProps {
  connector: string;
  version: ConfigVersion;
  previous: ConfigVersion | undefined;
  isCurrent: boolean;
  onCompare: () => void;
  onRollBack: () => void;
}

function VersionRow({ connector, version, previous, isCurrent, onCompare, onRollBack }: VersionRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <div className="min-w-0 flex-1 basis-72">
        <p>
          <span className="font-medium">Version {version.number}</span>
          {isCurrent ? <span className="text-muted"> · in place</span> : null}
          <span className="text-muted">
            {' '}
            · {originWords(version)} · <Ago at={version.at} />
          </span>
        </p>
        {previous ? <p className="truncate text-muted text-xs">{changeWords(previous, version)}</p> : null}
      </div>
      {previous ? (
        <Button
          size="sm"
          variant="quiet"
          aria-label={`Show changes of version ${version.number}`}
          onClick={onCompare}
        >
          Show changes
        </Button>
      ) : null}
      <Button
        size="sm"
        variant="quiet"
        aria-label={`Download version ${version.number} as JSON`}
        onClick={() => download(`${connector}.v${version.number}.json`, toJson(connector, version))}
      >
        <Download size={13} aria-hidden /> JSON
      </Button>
      {isCurrent ? null : (
        <Button size="sm" aria-label={`Roll back to version ${version.number}`} onClick={onRollBack}>
          <Undo2 size={13} aria-hidden /> Roll back
        </Button>
      )}
    </li>
  );
}

function originWords({ origin, actor, rollbackOf, number }: ConfigVersion): string {
  if (origin === 'elsewhere') return 'changed outside the console';
  if (origin === 'unknown') return number === 1 ? 'there when first seen' : 'seen';
  return rollbackOf === null ? `saved by ${actor}` : `rolled back to version ${rollbackOf} by ${actor}`;
}

const MAX_KEYS_NAMED = 4;

function changeWords(previous: ConfigVersion, version: ConfigVersion): string {
  const keys = compareConfigs(previous.entries, version.entries).map(({ key }) => key);
  if (keys.length === 0) return 'only the value of a secret changed';
  const rest = keys.length - MAX_KEYS_NAMED;
  return `${keys.slice(0, MAX_KEYS_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** A plain map of options, as Connect takes it; a secret is a place to fill in. */
function toJson(connector: string, { entries }: ConfigVersion): string {
  return `${exportConfig('json', { name: connector, entries })}\n`;
}

function download(file: string, text: string): void {
  const link = document.createElement('a');
  link.href = `data:application/json;charset=utf-8,${encodeURIComponent(text)}`;
  link.download = file;
  link.click();
}
