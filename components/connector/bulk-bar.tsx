'use client';

import { Button } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import { ActionIcon } from './action-icons';
import { actionWord } from '@/lib/client/action-words';
import type { BulkAction, BulkRequest } from './bulk-dialog';
import { offersFor } from '@/lib/client/connector-actions';

const SHOWN = ['restart-failed-tasks', 'pause', 'resume', 'stop'] as const;
const MORE = ['restart-connector', 'restart-all', 'reset-topics', 'delete'] as const;

interface BulkBarProps {
  rows: readonly ConnectorRow[];
  /** How many connectors match the filter, selected or not. */
  matching: number;
  clusters: readonly ClusterSummary[];
  onSelectAll: () => void;
  onClear: () => void;
  onAsk: (request: BulkRequest) => void;
}

/** What can be done to the selected connectors, with how many of them each action applies to. */
export function BulkBar({ rows, matching, clusters, onSelectAll, onClear, onAsk }: BulkBarProps) {
  const versionOf = new Map(clusters.map((cluster) => [cluster.id as string, cluster.version]));
  const allowedFor = (wanted: BulkAction) =>
    rows.filter((row) =>
      offersFor(row, versionOf.get(row.clusterId)).some((offer) => offer.action === wanted && offer.allowed),
    );
  const ask = (action: BulkAction) => {
    const allowed = allowedFor(action);
    onAsk({ action, rows: allowed, skipped: rows.length - allowed.length });
  };
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-2 rounded-panel border bg-accent-soft px-3 py-1.5">
      <span className="mr-1 font-medium text-sm">{rows.length} selected</span>
      {rows.length < matching ? (
        <Button size="sm" variant="quiet" className="text-accent" onClick={onSelectAll}>
          Select all {matching} matching
        </Button>
      ) : null}
      {SHOWN.map((wanted) => {
        const allowed = allowedFor(wanted).length;
        return (
          <Button key={wanted} size="sm" disabled={allowed === 0} onClick={() => ask(wanted)}>
            <ActionIcon action={wanted} /> {actionWord(wanted)}
            <span className="text-muted">{allowed}</span>
          </Button>
        );
      })}
      <Menu trigger={<Button size="sm">More</Button>}>
        {MORE.map((wanted) => {
          const allowed = allowedFor(wanted).length;
          return (
            <MenuItem
              key={wanted}
              label={actionWord(wanted)}
              hint={`${allowed} of ${rows.length} selected`}
              icon={<ActionIcon action={wanted} />}
              disabled={allowed === 0}
              danger={wanted === 'delete'}
              onSelect={() => ask(wanted)}
            />
          );
        })}
      </Menu>
      <Button size="sm" variant="quiet" onClick={onClear}>
        Clear selection
      </Button>
    </div>
  );
}
