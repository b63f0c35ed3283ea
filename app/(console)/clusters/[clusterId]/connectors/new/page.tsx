import type { Metadata } from 'next';
import { decodeParam } from '@/lib/client/params';
import { NewConnector } from './new-connector';

export const metadata: Metadata = { title: 'Create connector' };

interface NewConnectorPageProps {
  params: Promise<{ clusterId: string }>;
  searchParams: Promise<{ plugin?: string | string[] }>;
}

export default async function NewConnectorPage({ params, searchParams }: NewConnectorPageProps) {
  const { clusterId } = await params;
  const { plugin } = await searchParams;
  return (
    <NewConnector
      clusterId={decodeParam(clusterId)}
      pluginClass={typeof plugin === 'string' ? plugin : undefined}
    />
  );
}
