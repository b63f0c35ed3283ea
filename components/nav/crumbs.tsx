'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useClusterName } from '@/lib/client/fleet';
import { decodeParam } from '@/lib/client/params';
import { pages } from '@/lib/client/routes';

interface Crumb {
  readonly label: string;
  readonly href: string;
}

/** The way back from a page below a list. Nothing on the lists themselves, whose name is their heading. */
export function Crumbs() {
  const crumbs = crumbsOf(usePathname(), useClusterName());
  if (crumbs.length === 0) return null;
  return (
    <nav aria-label="You are here" className="min-w-0 max-sm:hidden">
      <ol className="flex items-center gap-1.5 text-muted text-sm">
        {crumbs.map(({ label, href }, index) => (
          <li key={href} className="flex min-w-0 items-center gap-1.5 whitespace-nowrap">
            {index > 0 ? <span aria-hidden>/</span> : null}
            <Link href={href} className="truncate hover:text-ink hover:underline">
              {label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function crumbsOf(pathname: string, nameOf: (clusterId: string) => string): Crumb[] {
  const [, clusters, clusterId = '', what, name, ...rest] = pathname.split('/');
  if (clusters !== 'clusters' || clusterId === '') return [];
  const cluster = decodeParam(clusterId);
  if (what !== 'connectors') return [{ label: 'Clusters', href: pages.clusters() }];
  const list = [
    { label: 'Connectors', href: pages.connectors() },
    { label: nameOf(cluster), href: pages.connectors({ cluster }) },
  ];
  if (name === undefined || rest.length < 2) return list;
  const connector = decodeParam(name);
  return [...list, { label: connector, href: pages.connector(cluster, connector) }];
}
