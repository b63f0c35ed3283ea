'use client';

import {
  Activity,
  Bell,
  Boxes,
  Cable,
  CircleGauge,
  House,
  ListChecks,
  type LucideIcon,
  Moon,
  Search,
  Server,
  Sun,
  Waves,
} from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTheme } from 'next-themes';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { useActions } from '@/lib/client/actions';
import { useFleet } from '@/lib/client/fleet';
import { useLiveEvents } from '@/lib/client/live';
import { pages } from '@/lib/client/routes';
import { LiveIndicator } from './live-indicator';
import { Shortcuts } from './shortcuts';
import { usePalette } from './use-palette';

/** Read only when it is first opened: most visits never do. */
const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), {
  ssr: false,
});

interface NavItem {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Not in the bottom bar of narrow screens, which has room for six; the palette leads there. */
  isWideOnly?: true;
}

const ITEMS: readonly NavItem[] = [
  { href: pages.home(), label: 'Home', icon: House },
  { href: pages.connectors(), label: 'Connectors', icon: Cable },
  { href: pages.tasks(), label: 'Tasks', icon: ListChecks },
  { href: pages.workers(), label: 'Workers', icon: CircleGauge, isWideOnly: true },
  { href: pages.plugins(), label: 'Plugins', icon: Boxes },
  { href: pages.clusters(), label: 'Clusters', icon: Server },
  { href: pages.alerts(), label: 'Alerts', icon: Bell },
];

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
    </div>
  );
}

function useAttentionCount(): number {
  const { data } = useFleet();
  return data?.connectors.filter((row) => row.health === 'FAILED' || row.health === 'DEGRADED').length ?? 0;
}

function Sidebar() {
  const pathname = usePathname();
  const attention = useAttentionCount();
  return (
    <nav
      aria-label="Main"
      className="fixed z-30 flex border-line bg-panel max-sm:inset-x-0 max-sm:bottom-0 max-sm:h-14 max-sm:border-t sm:inset-y-0 sm:left-0 sm:w-14 sm:flex-col sm:border-r sm:p-2 xl:w-52"
    >
      <Link
        href={pages.home()}
        className="mb-3 hidden h-10 items-center gap-2.5 px-2.5 font-semibold text-lg sm:flex"
      >
        <Waves size={20} aria-hidden className="shrink-0 text-accent" />
        <span className="sr-only xl:not-sr-only">Sluice</span>
      </Link>
      <ul className="flex flex-1 gap-0.5 max-sm:justify-around sm:flex-col">
        {ITEMS.map((item) => {
          const isCurrent = sectionOf(pathname) === item.href;
          return (
            <li
              key={item.href}
              className={cn('max-sm:min-w-0 max-sm:flex-1', item.isWideOnly && 'max-sm:hidden')}
            >
              <NavLink item={item} isCurrent={isCurrent} count={item.href === '/' ? attention : 0} />
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** Which entry a page belongs to: a connector's page lies below its cluster but belongs to Connectors. */
function sectionOf(pathname: string): string {
  if (/^\/clusters\/[^/]+\/connectors/.test(pathname)) return pages.connectors();
  return `/${pathname.split('/')[1] ?? ''}`;
}

function NavLink({ item, isCurrent, count }: { item: NavItem; isCurrent: boolean; count: number }) {
  const Icon = item.icon;
  return (
    <Link
      href={item.href}
      aria-current={isCurrent ? 'page' : undefined}
      title={item.label}
      className={cn(
        'relative flex items-center rounded-control font-medium text-sm max-sm:h-14 max-sm:flex-col max-sm:justify-center max-sm:gap-0.5 sm:h-9 sm:gap-2.5 sm:px-2.5',
        isCurrent ? 'text-accent sm:bg-accent-soft' : 'text-muted hover:text-ink sm:hover:bg-sunken',
      )}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden className="shrink-0" />
      <span className="truncate max-sm:text-[11px] max-sm:leading-4 sm:max-xl:sr-only">{item.label}</span>
      {count > 0 ? (
        <span className="rounded-full bg-failed/14 px-1.5 font-semibold text-failed text-xs max-xl:absolute max-xl:top-0.5 max-xl:right-0.5 xl:ml-auto">
          {count}
          <span className="sr-only"> need attention</span>
        </span>
      ) : null}
    </Link>
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
