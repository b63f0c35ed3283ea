'use client';

import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { Input, Select } from '@/components/ui/field';
import { stateFill, stateWord } from '@/components/ui/state-badge';
import type { ConnectorRow, FleetSnapshot } from '@/lib/api/connectors';
import { HEALTHS, type Health } from '@/lib/connect/state';
import { type ConnectorFilter, countByHealth } from './filter';

interface FiltersProps {
  fleet: FleetSnapshot;
  filter: ConnectorFilter;
  onChange: (next: Partial<{ text: string; cluster: string | null; type: 'source' | 'sink' | null }>) => void;
  /** Why the search in configs has no answer. */
  problem: string | undefined;
}

/** Search, type and cluster. */
export function Filters({ fleet, filter, onChange, problem }: FiltersProps) {
  const search = useRef<HTMLInputElement>(null);
  // Outside React: `/` pressed anywhere puts the cursor into the search.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && /INPUT|TEXTAREA|SELECT/.test(event.target.tagName);
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      search.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="flex flex-wrap gap-2">
      <div className="relative min-w-52 flex-1">
        <Search size={14} aria-hidden className="absolute top-2.5 left-2.5 text-muted" />
        <Input
          ref={search}
          type="search"
          aria-label="Search connectors"
          placeholder="Name, topic or error, state:failed, value.converter:avro"
          className="pl-8"
          value={filter.text}
          onChange={(event) => onChange({ text: event.target.value })}
        />
        {problem ? <p className="mt-1 text-failed text-xs">{problem}</p> : null}
      </div>
      <Select
        aria-label="Type"
        value={filter.type ?? ''}
        onChange={(event) => onChange({ type: (event.target.value || null) as 'source' | 'sink' | null })}
      >
        <option value="">Source and sink</option>
        <option value="source">Source</option>
        <option value="sink">Sink</option>
      </Select>
      {fleet.clusters.length > 1 ? (
        <Select
          aria-label="Cluster"
          value={filter.cluster ?? ''}
          onChange={(event) => onChange({ cluster: event.target.value || null })}
        >
          <option value="">All clusters</option>
          {fleet.clusters.map((cluster) => (
            <option key={cluster.id} value={cluster.id}>
              {cluster.name}
            </option>
          ))}
        </Select>
      ) : null}
    </div>
  );
}

interface HealthStripProps {
  /** Everything that matches but for its health. */
  rows: readonly ConnectorRow[];
  filter: ConnectorFilter;
  onPick: (health: Health | null) => void;
}

/** How many there are of each health; a click filters. */
export function HealthStrip({ rows, filter, onPick }: HealthStripProps) {
  const counts = countByHealth(rows);
  const always: readonly Health[] = ['FAILED', 'DEGRADED', 'RUNNING', 'PAUSED', 'STOPPED'];
  const shown = HEALTHS.filter((health) => always.includes(health) || (counts.get(health) ?? 0) > 0);
  return (
    <fieldset className="flex min-h-10 flex-wrap items-center gap-1">
      <legend className="sr-only">Filter by state</legend>
      {[null, ...shown].map((health) => (
        <button
          key={health ?? 'all'}
          type="button"
          aria-pressed={filter.health === health}
          onClick={() => onPick(filter.health === health ? null : health)}
          className={cn(
            'flex h-8 items-center gap-1.5 rounded-control border px-2.5 text-sm',
            filter.health === health ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-sunken',
            counts.get(health) === 0 && 'text-muted',
          )}
        >
          {health ? <span aria-hidden className={cn('h-2 w-2 rounded-full', stateFill(health))} /> : null}
          {health ? stateWord(health) : 'All'}
          <span className="font-semibold">{counts.get(health)}</span>
        </button>
      ))}
    </fieldset>
  );
}
