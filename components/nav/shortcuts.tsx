'use client';

import { useEffect, useState } from 'react';
import { Dialog } from '@/components/ui/dialog';

const KEYS: readonly (readonly [string, string])[] = [
  ['Ctrl K or ⌘K', 'Search, jump to, act on'],
  ['/', 'Search in the list'],
  ['g h, g c, g t, g w', 'Go to Home, Connectors, Tasks, Workers'],
  ['g p, g l, g y, g a, g s', 'Go to Plugins, Clusters, History, Alerts, Settings'],
  ['j, k', 'Next and previous row'],
  ['x', 'Select the row'],
  ['Enter', 'Open the row'],
  ['r', 'Restart failed tasks of the row'],
  ['e', 'Edit the config of the row'],
  ['Esc', 'Close'],
];

/** Shows every key when `?` is pressed. */
export function Shortcuts() {
  const [isOpen, setOpen] = useState(false);
  // Outside React: a key pressed anywhere in the document.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && /INPUT|TEXTAREA|SELECT/.test(event.target.tagName);
      if (event.key === '?' && !isTyping && !(event.target as HTMLElement).isContentEditable) setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen} title="Keys">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">
        {KEYS.map(([key, does]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border bg-sunken px-1.5 py-0.5 font-sans text-xs">{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
