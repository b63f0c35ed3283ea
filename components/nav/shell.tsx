'use client';

import { Activity, Moon, Search, Sun, Waves } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useTheme } from 'next-themes';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { useActions } from '@/lib/client/actions';
import { useLiveEvents } from '@/lib/client/live';
import { pages } from '@/lib/client/routes';
import { Crumbs } from './crumbs';
import { Hints } from './hints';
import { LiveIndicator } from './live-indicator';
import { Shortcuts } from './shortcuts';
import { Sidebar } from './sidebar';
import { StorageBanner } from './storage-banner';
import { usePalette } from './use-palette';

/** Read only when it is first opened: most visits never do. */
const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), {
  ssr: false,
});

/** The frame around every page: navigation, search, freshness, activity. `activity` draws the drawer's content. */
export function Shell({ children, activity }: { children: ReactNode; activity: ReactNode }) {
  const live = useLiveEvents();
  const palette = usePalette();
  const [isActivityOpen, setActivityOpen] = useState(false);
  return (
    <div className="min-h-dvh pb-14 sm:pb-0 sm:pl-14 xl:pl-52">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-accent px-3 py-2 text-accent-ink focus:translate-y-0"
      >
        Skip to content
      </a>
      <Sidebar />
      <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-page/90 px-4 backdrop-blur sm:px-6">
        <Link href={pages.home()} className="flex items-center gap-2 font-semibold sm:hidden">
          <Waves size={18} aria-hidden className="text-accent" /> Sluice
        </Link>
        <Crumbs />
        <div className="flex-1" />
        <Button
          variant="secondary"
          onClick={palette.open}
          className="text-muted max-sm:border-transparent max-sm:bg-transparent"
        >
          <Search size={14} aria-hidden />
          <span className="max-sm:sr-only">Search or jump to</span>
          <kbd className="ml-2 rounded border px-1 font-sans text-xs max-sm:hidden">Ctrl K</kbd>
        </Button>
        <ActivityButton isOpen={isActivityOpen} onToggle={() => setActivityOpen(!isActivityOpen)} />
        <LiveIndicator live={live} />
        <ThemeButton />
      </header>
      <StorageBanner />
      <main id="main" className="mx-auto max-w-[1600px] px-4 py-5 sm:p-6">
        {children}
      </main>
      {isActivityOpen ? (
        <aside
          aria-label="Activity"
          className="fixed right-3 bottom-16 z-30 flex max-h-[min(70dvh,640px)] w-[min(440px,calc(100vw-24px))] animate-appear flex-col rounded-panel border bg-raised shadow-float sm:bottom-3"
        >
          {activity}
        </aside>
      ) : null}
      {palette.isOpen ? <CommandPalette {...palette} /> : null}
      <Shortcuts />
      <Hints />
    </div>
  );
}

function ActivityButton({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  const { data } = useActions();
  const running = data?.actions.filter((action) => action.finishedAt === null).length ?? 0;
  return (
    <Button variant="quiet" aria-expanded={isOpen} onClick={onToggle} className="px-2">
      <Activity size={16} aria-hidden className={cn(running > 0 && 'text-restarting')} />
      <span className="max-md:sr-only">Activity</span>
      {running > 0 ? <span className="text-restarting">{running}</span> : null}
    </Button>
  );
}

function ThemeButton() {
  const { resolvedTheme, setTheme } = useTheme();
  return (
    <Button
      variant="quiet"
      size="icon"
      aria-label="Switch between light and dark"
      onClick={() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark')}
    >
      <Sun size={16} aria-hidden className="dark:hidden" />
      <Moon size={16} aria-hidden className="hidden dark:block" />
    </Button>
  );
}
