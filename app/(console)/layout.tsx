import type { ReactNode } from 'react';
import { ActivityList } from '@/components/connector/activity-list';
import { Shell } from '@/components/nav/shell';

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return <Shell activity={<ActivityList />}>{children}</Shell>;
}
