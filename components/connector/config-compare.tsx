import { Button } from '@/components/ui/button';
import { ChangeList } from '@/components/ui/change-list';
import { Select } from '@/components/ui/field';
import type { ConfigVersion } from '@/lib/api/config-versions';
import { compareConfigs } from '@/lib/connect/config/rollback';

interface ConfigCompareProps {
  versions: readonly ConfigVersion[];
  /** Numbers of the two versions. */
  pair: { from: number; to: number };
  onChange: (pair: { from: number; to: number }) => void;
  onClose: () => void;
}

/** What differs between any two versions. */
export function ConfigCompare({ versions, pair, onChange, onClose }: ConfigCompareProps) {
  const entriesOf = (number: number) => versions.find((one) => one.number === number)?.entries ?? [];
  const changes = compareConfigs(entriesOf(pair.from), entriesOf(pair.to));
  const picker = (label: string, side: 'from' | 'to') => (
    <Select
      aria-label={label}
      value={pair[side]}
      onChange={(event) => onChange({ ...pair, [side]: Number(event.target.value) })}
    >
      {versions.map(({ id, number }) => (
        <option key={id} value={number}>
          Version {number}
        </option>
      ))}
    </Select>
  );
  return (
    <section aria-label="Comparison" className="space-y-3 border-b bg-sunken/40 px-4 py-3">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <span className="text-muted">From</span>
        {picker('Compare from', 'from')}
        <span className="text-muted">to</span>
        {picker('Compare to', 'to')}
        <div className="flex-1" />
        <Button size="sm" variant="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
      {changes.length === 0 ? (
        <p className="text-muted text-sm">
          Nothing that is shown differs. Values of secrets are not kept and cannot be compared.
        </p>
      ) : (
        <ChangeList changes={changes} />
      )}
    </section>
  );
}
