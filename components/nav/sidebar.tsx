'use client';

import {
  Bell,
  Boxes,
  Cable,
  CircleGauge,
  Ellipsis,
  History,
  House,
  ListChecks,
  type LucideIcon,
  Server,
  Settings,
  Waves,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { cn } from '@/components/ui/cn';
import { Menu, MenuItem } from '@/components/ui/menu';
import { useFleet } from '@/lib/client/fleet';
import { pages } from '@/lib/client/routes';

interface NavItem {
  href: string;
  label: string;
  icon: LucideIcon;
  /** On narrow screens, whose bottom bar has room for five, it stands under "More". */
  isUnderMore?: true;
}

const ITEMS: readonly NavItem[] = [
  { href: pages.home(), label: 'Home', icon: House },
  { href: pages.connectors(), label: 'Connectors', icon: Cable },
  { href: pages.tasks(), label: 'Tasks', icon: ListChecks },
  { href: pages.workers(), label: 'Workers', icon: CircleGauge, isUnderMore: true },
  { href: pages.plugins(), label: 'Plugins', icon: Boxes, isUnderMore: true },
  { href: pages.clusters(), label: 'Clusters', icon: Server, isUnderMore: true },
  { href: pages.history(), label: 'History', icon: History, isUnderMore: true },
  { href: pages.alerts(), label: 'Alerts', icon: Bell },
  { href: pages.settings(), label: 'Settings', icon: Settings, isUnderMore: true },
];
const UNDER_MORE = ITEMS.filter((item) => item.isUnderMore);
const ENTRY =
  'relative flex items-center rounded-control font-medium text-sm max-sm:h-14 max-sm:flex-col max-sm:justify-center max-sm:gap-0.5 sm:h-9 sm:gap-2.5 sm:px-2.5';
const LABEL = 'truncate max-sm:text-[11px] max-sm:leading-4 sm:max-xl:sr-only';

/** The main navigation: a bar at the side, icons alone where it is tight, at the bottom of a phone. */
export function Sidebar() {
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
              className={cn('max-sm:min-w-0 max-sm:flex-1', item.isUnderMore && 'max-sm:hidden')}
            >
              <NavLink item={item} isCurrent={isCurrent} count={item.href === '/' ? attention : 0} />
            </li>
          );
        })}
        <li className="min-w-0 flex-1 sm:hidden">
          <More current={UNDER_MORE.find((item) => item.href === sectionOf(pathname))} />
        </li>
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
        ENTRY,
        isCurrent ? 'text-accent sm:bg-accent-soft' : 'text-muted hover:text-ink sm:hover:bg-sunken',
      )}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden className="shrink-0" />
      <span className={LABEL}>{item.label}</span>
      {count > 0 ? (
        <span className="rounded-full bg-failed/14 px-1.5 font-semibold text-failed text-xs max-xl:absolute max-xl:top-0.5 max-sm:left-1/2 sm:max-xl:right-0.5 xl:ml-auto">
          {count}
          <span className="sr-only"> need attention</span>
        </span>
      ) : null}
    </Link>
  );
}

/** The rest of the bar on narrow screens; it says which of them is open. */
function More({ current }: { current: NavItem | undefined }) {
  const router = useRouter();
  return (
    <Menu
      trigger={
        <button type="button" className={cn(ENTRY, 'w-full', current ? 'text-accent' : 'text-muted')}>
          <Ellipsis size={18} strokeWidth={1.75} aria-hidden className="shrink-0" />
          <span className={LABEL}>{current?.label ?? 'More'}</span>
          {current ? <span className="sr-only">, more pages</span> : null}
        </button>
      }
    >
      {UNDER_MORE.map(({ href, label, icon: Icon }) => (
        <MenuItem
          key={href}
          label={label}
          icon={<Icon size={16} strokeWidth={1.75} aria-hidden />}
          onSelect={() => router.push(href)}
        />
      ))}
    </Menu>
  );
}

function useAttentionCount(): number {
  const { data } = useFleet();
  return data?.connectors.filter((row) => row.health === 'FAILED' || row.health === 'DEGRADED').length ?? 0;
}
