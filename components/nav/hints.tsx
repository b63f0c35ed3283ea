'use client';

import { usePathname } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { setPreferences, usePreferences } from '@/lib/client/preferences';
import { pages } from '@/lib/client/routes';

const HINTS: readonly (readonly [title: string, text: string])[] = [
  [
    'What needs you',
    'Home groups failures by cause. One button restarts what failed, and says whether it helped.',
  ],
  ['Go anywhere', 'Ctrl K or ⌘K finds connectors, topics, pages and actions. Press ? to see every key.'],
  [
    'What happened',
    'Activity keeps what was asked and what came of it. A connector’s timeline shows the rest.',
  ],
  ['Be told', 'Alerts write to Slack, Teams, e-mail or a webhook when a connector fails.'],
];

/** A few words for somebody who is here for the first time, one at a time, on Home. */
export function Hints() {
  const { hintsRead } = usePreferences();
  const hint = HINTS[hintsRead];
  if (usePathname() !== pages.home() || !hint) return null;
  const isLast = hintsRead === HINTS.length - 1;
  return (
    <aside
      aria-label="Hint"
      className="fixed right-4 bottom-4 z-20 w-80 animate-appear rounded-panel border bg-raised p-4 shadow-float max-sm:hidden"
    >
      <p className="font-semibold text-sm">{hint[0]}</p>
      <p className="mt-1 text-sm">{hint[1]}</p>
      <div className="mt-3 flex items-center gap-2">
        <span className="flex-1 text-muted text-xs">
          {hintsRead + 1} of {HINTS.length}
        </span>
        {isLast ? null : (
          <Button size="sm" variant="quiet" onClick={() => setPreferences({ hintsRead: HINTS.length })}>
            Skip
          </Button>
        )}
        <Button size="sm" onClick={() => setPreferences({ hintsRead: hintsRead + 1 })}>
          {isLast ? 'Done' : 'Next'}
        </Button>
      </div>
    </aside>
  );
}
