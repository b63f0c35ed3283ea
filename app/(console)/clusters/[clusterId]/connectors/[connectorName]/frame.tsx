'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { ConnectorHead } from '@/components/connector/connector-head';
import { DayStrip } from '@/components/history/day-strip';

interface ConnectorFrameProps {
  clusterId: string;
  name: string;
  children: ReactNode;
}

/** Head and tabs around a connector's pages; the editor has the page for itself. */
export function ConnectorFrame({ clusterId, name, children }: ConnectorFrameProps) {
  const isEditing = usePathname().endsWith('/config/edit');
  if (isEditing) return children;
  return (
    <ConnectorHead clusterId={clusterId} name={name} strip={<DayStrip clusterId={clusterId} name={name} />}>
      {children}
    </ConnectorHead>
  );
}
