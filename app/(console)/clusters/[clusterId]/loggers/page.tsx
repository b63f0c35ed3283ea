import type { Metadata } from 'next';
import { LoggersView } from '@/components/cluster/loggers-view';
import { decodeParam } from '@/lib/client/params';

export const metadata: Metadata = { title: 'Loggers' };

export default async function LoggersPage({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params;
  return <LoggersView clusterId={decodeParam(clusterId)} />;
}
