import { decodeParam } from '@/lib/client/params';

export type ConnectorParams = Promise<{ clusterId: string; connectorName: string }>;

/** Which connector the address names. */
export async function readParams(params: ConnectorParams): Promise<{ clusterId: string; name: string }> {
  const { clusterId, connectorName } = await params;
  return { clusterId: decodeParam(clusterId), name: decodeParam(connectorName) };
}
