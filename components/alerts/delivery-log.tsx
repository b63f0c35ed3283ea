'use client';

import { CircleCheck, Clock, TriangleAlert } from 'lucide-react';
import { EmptyState, Panel } from '@/components/ui/panel';
import { Ago, formatDuration, useNow } from '@/components/ui/time';
import type { AlertDelivery } from '@/lib/api/alerts';
import { NOTE_WORDS } from './alert-words';

const LOOKS = {
  pending: { icon: Clock, tone: 'text-unassigned', word: 'Pending' },
  delivered: { icon: CircleCheck, tone: 'text-running', word: 'Delivered' },
  failed: { icon: TriangleAlert, tone: 'text-failed', word: 'Failed' },
} as const;

/** Every note with what became of it, newest first. */
export function DeliveryLog({ deliveries }: { deliveries: readonly AlertDelivery[] }) {
  return (
    <Panel title="Deliveries">
      {deliveries.length === 0 ? (
        <EmptyState title="No note was sent yet">The newest 100 are kept in view here.</EmptyState>
      ) : (
        <ul className="divide-y">
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DeliveryRow({ delivery }: { delivery: AlertDelivery }) {
  const { icon: Icon, tone, word } = LOOKS[delivery.status];
  const [headline, ...lines] = delivery.text.split('\n');
  return (
    <li className="flex gap-3 px-4 py-2.5 text-sm">
      <span
        className={`inline-flex w-24 shrink-0 items-center gap-1.5 self-start pt-0.5 font-medium text-xs ${tone}`}
      >
        <Icon size={14} aria-hidden /> {word}
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words">{headline}</p>
        <p className="break-words text-muted text-xs">
          {NOTE_WORDS[delivery.kind]} · to {delivery.channel} · <Ago at={delivery.at} />
          {delivery.attempts > 1 ? ` · ${delivery.attempts} attempts` : ''}
          <NextTry delivery={delivery} />
        </p>
        {delivery.error ? <p className="break-words text-failed text-xs">{delivery.error}</p> : null}
        {lines.length > 0 ? (
          <details className="mt-1">
            <summary className="cursor-pointer text-accent text-xs">Whom it names</summary>
            <pre className="mt-1 max-h-40 overflow-auto whitespace-pre-wrap break-words rounded-control bg-sunken p-2 font-mono text-xs">
              {lines.join('\n')}
            </pre>
          </details>
        ) : null}
      </div>
    </li>
  );
}

function NextTry({ delivery }: { delivery: AlertDelivery }) {
  const now = useNow();
  if (delivery.nextAt === null || delivery.attempts === 0 || now === 0) return null;
  return ` · next try in ${formatDuration(Math.max(0, delivery.nextAt - now))}`;
}
