'use client';

import { Command } from 'cmdk';
import { Cable, CornerDownLeft, RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { useStartAction } from '@/lib/client/actions';
import { useFleet } from '@/lib/client/fleet';
import { pages } from '@/lib/client/routes';
import type { PaletteState } from './use-palette';

const ITEM =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 text-sm data-[selected=true]:bg-accent-soft';
const GROUP =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs';

/** Jump to any page or connector, or restart what failed, from the keyboard. */
export function CommandPalette({ isOpen, close }: PaletteState) {
  const router = useRouter();
  const { data } = useFleet();
  const start = useStartAction();
  const go = (href: string) => {
    close();
    router.push(href);
  };
  const connectors = data?.connectors ?? [];
  const restartable = connectors.filter((row) => row.health === 'FAILED' || row.health === 'DEGRADED');
  return (
    <Dialog.Root open={isOpen} onOpenChange={(value) => (value ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-32px))] -translate-x-1/2 animate-appear overflow-hidden rounded-panel border bg-raised shadow-float"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Command label="Search or jump to" loop>
            <Command.Input
              placeholder="Connector, page or action"
              className="h-12 w-full border-b bg-transparent px-4 outline-none placeholder:text-muted"
            />
            <Command.List className="max-h-[50vh] overflow-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-muted text-sm">
                Nothing by that name.
              </Command.Empty>
              <Command.Group heading="Pages" className={GROUP}>
                {PAGES.map(([label, href]) => (
                  <Command.Item key={href} value={`page ${label}`} onSelect={() => go(href)} className={ITEM}>
                    <CornerDownLeft size={14} aria-hidden className="text-muted" /> {label}
                  </Command.Item>
                ))}
              </Command.Group>
              {restartable.length > 0 ? (
                <Command.Group heading="Actions" className={GROUP}>
                  {restartable.slice(0, 50).map((row) => (
                    <Command.Item
                      key={`${row.clusterId}/${row.name}`}
                      value={`restart failed tasks ${row.name} ${row.clusterId}`}
                      className={ITEM}
                      onSelect={() => {
                        start.mutate({
                          action: 'restart-failed-tasks',
                          targets: [{ clusterId: row.clusterId, connector: row.name }],
                        });
                        go(pages.connector(row.clusterId, row.name));
                      }}
                    >
                      <RotateCw size={14} aria-hidden className="text-muted" /> Restart failed tasks of
                      <span className="truncate font-mono">{row.name}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              ) : null}
              <Command.Group heading="Connectors" className={GROUP}>
                {connectors.slice(0, 500).map((row) => (
                  <Command.Item
                    key={`${row.clusterId}/${row.name}`}
                    value={`${row.name} ${row.clusterId}`}
                    onSelect={() => go(pages.connector(row.clusterId, row.name))}
                    className={ITEM}
                  >
                    <Cable size={14} aria-hidden className="shrink-0 text-muted" />
                    <span className="truncate font-mono">{row.name}</span>
                    <span className="ml-auto shrink-0 text-muted text-xs">{row.clusterId}</span>
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const PAGES: readonly (readonly [string, string])[] = [
  ['Home', pages.home()],
  ['Connectors', pages.connectors()],
  ['Tasks', pages.tasks()],
  ['Workers', pages.workers()],
  ['Plugins', pages.plugins()],
  ['Clusters', pages.clusters()],
  ['Alerts', pages.alerts()],
];
