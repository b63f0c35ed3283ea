import type { Metadata } from 'next';
import { decodeParam } from '@/lib/client/params';
import { NewConnector } from './new-connector';

export const metadata: Metadata = { title: 'Create connector' };

type Search = Record<'plugin' | 'version' | 'copyFrom' | 'copyOf', string | string[] | undefined>;

interface NewConnectorPageProps {
  params: Promise<{ clusterId: string }>;
  searchParams: Promise<Search>;
}

export default async function NewConnectorPage({ params, searchParams }: NewConnectorPageProps) {
  const { clusterId } = await params;
  const { plugin, version, copyFrom, copyOf } = await searchParams;
  const copy =
    typeof copyFrom === 'string' && typeof copyOf === 'string'
      ? { clusterId: copyFrom, connector: copyOf }
      : undefined;
  return (
    <NewConnector
      clusterId={decodeParam(clusterId)}
      pluginClass={typeof plugin === 'string' ? plugin : undefined}
      version={typeof version === 'string' ? version : undefined}
      copyOf={copy}
    />
  );
}
