'use client';

import { Command } from 'cmdk';
import { Cable, CornerDownLeft, Hash, type LucideIcon, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { useMemo, useState } from 'react';
import { useStartAction } from '@/lib/client/actions';
import { requestFor } from '@/lib/client/connector-actions';
import { useFleet } from '@/lib/client/fleet';
import { type PaletteEntry, paletteEntries } from './palette-entries';
import type { PaletteState } from './use-palette';

const ITEM =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 text-sm data-[selected=true]:bg-accent-soft';
const GROUP =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs';
const GROUPS: readonly (readonly [PaletteEntry['group'], LucideIcon])[] = [
  ['Pages', CornerDownLeft],
  ['Actions', Play],
  ['Connectors', Cable],
  ['Topics', Hash],
];

/** Jump to any page, connector or topic, or act on a connector, from the keyboard. */
export function CommandPalette({ isOpen, close }: PaletteState) {
  const router = useRouter();
  const { data } = useFleet();
  const start = useStartAction();
  const [text, setText] = useState('');
  // Closed, it must cost nothing: the fleet changes every two seconds.
  const entries = useMemo(() => (isOpen ? paletteEntries(data, text) : []), [isOpen, data, text]);
  const choose = (entry: PaletteEntry) => {
    if (entry.ask) start.mutate(requestFor(entry.ask.action, entry.ask.row));
    close();
    router.push(entry.href);
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={(value) => (value ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-32px))] -translate-x-1/2 animate-appear overflow-hidden rounded-panel border bg-raised shadow-float"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Command label="Search or jump to" loop shouldFilter={false}>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Connector, topic, page or action"
              className="h-12 w-full border-b bg-transparent px-4 outline-none placeholder:text-muted"
            />
            <Command.List className="max-h-[50vh] overflow-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-muted text-sm">
                Nothing by that name.
              </Command.Empty>
              {groupsIn(entries).map(([group, Icon]) => (
                <Group
                  key={group}
                  heading={group}
                  icon={Icon}
                  entries={entries.filter((entry) => entry.group === group)}
                  onChoose={choose}
                />
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The groups that have entries, in the order of their first. */
function groupsIn(entries: readonly PaletteEntry[]) {
  const rank = (group: PaletteEntry['group']) => entries.findIndex((entry) => entry.group === group);
  return GROUPS.filter(([group]) => rank(group) >= 0).toSorted(([a], [b]) => rank(a) - rank(b));
}

interface GroupProps {
  heading: string;
  icon: LucideIcon;
  entries: readonly PaletteEntry[];
  onChoose: (entry: PaletteEntry) => void;
}

function Group({ heading, icon: Icon, entries, onChoose }: GroupProps) {
  return (
    <Command.Group heading={heading} className={GROUP}>
      {entries.map((entry) => (
        <Command.Item key={entry.id} value={entry.id} onSelect={() => onChoose(entry)} className={ITEM}>
          <Icon size={14} aria-hidden className="shrink-0 text-muted" />
          {entry.label ? <span className="shrink-0">{entry.label}</span> : null}
          {entry.name ? <span className="truncate font-mono">{entry.name}</span> : null}
          {entry.aside ? <span className="ml-auto shrink-0 text-muted text-xs">{entry.aside}</span> : null}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
