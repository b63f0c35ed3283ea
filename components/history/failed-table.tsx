import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatDuration } from '@/components/ui/time';
import type { FailedConnector } from '@/lib/api/fleet-history';
import { useClusterName } from '@/lib/client/fleet';
import { pages } from '@/lib/client/routes';
import { formatShare } from './summary';

interface FailedTableProps {
  connectors: readonly FailedConnector[];
  /** What their timelines open at. */
  window: { from: number; to: number };
  empty: ReactNode;
}

/** Connectors by the time they and their tasks were failed, each with a way to its timeline. */
export function FailedTable({ connectors, window, empty }: FailedTableProps) {
  const nameOf = useClusterName();
  if (connectors.length === 0) return empty;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead className="text-muted text-xs">
          <tr className="border-b text-right">
            <th className="h-9 px-4 text-left font-medium">Connector</th>
            <th className="px-3 text-left font-medium max-md:hidden">Cluster</th>
            <th className="px-3 font-medium">Failed for</th>
            <th className="px-3 font-medium max-sm:hidden">Failures</th>
            <th className="px-3 font-medium max-sm:hidden">Mean time to restore</th>
            <th className="px-4 font-medium">Uptime</th>
          </tr>
        </thead>
        <tbody>
          {connectors.map((one) => (
            <tr
              key={`${one.clusterId}/${one.connector}`}
              className="border-b text-right last:border-b-0 hover:bg-sunken/70"
            >
              <td className="max-w-[40vw] px-4 py-2 text-left sm:max-w-[46ch]">
                <Link
                  prefetch={false}
                  href={pages.timelineAt(one.clusterId, one.connector, window)}
                  title={one.connector}
                  className="block truncate font-medium font-mono hover:text-accent hover:underline"
                >
                  {one.connector}
                </Link>
              </td>
              <td className="px-3 text-left text-muted max-md:hidden">{nameOf(one.clusterId)}</td>
              <td className="whitespace-nowrap px-3">{formatDuration(one.failedMs)}</td>
              <td className="px-3 max-sm:hidden">{one.failures}</td>
              <td className="px-3 max-sm:hidden">
                {one.restores === 0 ? '–' : formatDuration(one.restoreMs / one.restores)}
              </td>
              <td className="whitespace-nowrap px-4">
                {one.uptime === null ? '–' : formatShare(one.uptime)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
