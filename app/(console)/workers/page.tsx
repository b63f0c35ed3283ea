import type { Metadata } from 'next';
import { WorkerTable } from '@/components/cluster/worker-table';

export const metadata: Metadata = { title: 'Workers' };

export default function WorkersPage() {
  return <WorkerTable />;
}
