import { TriangleAlert } from 'lucide-react';
import type { Impact } from '@/lib/connect/config/impact';

/** What might surprise, each on its line. */
export function ImpactWarnings({ impact }: { impact: Impact }) {
  if (impact.warnings.length === 0) return null;
  return (
    <ul
      aria-label="Warnings"
      className="mb-3 space-y-1 rounded-panel border border-degraded/40 bg-degraded/8 px-3 py-2 text-sm"
    >
      {impact.warnings.map((warning) => (
        <li key={warning} className="flex gap-2">
          <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-degraded" />
          <span className="min-w-0 break-words">{warning}</span>
        </li>
      ))}
    </ul>
  );
}

/** The line over the changes: what restarts, and facts such as another number of tasks. */
export function impactLine(impact: Impact): string {
  return [impact.effect, ...impact.facts].join(' · ');
}
