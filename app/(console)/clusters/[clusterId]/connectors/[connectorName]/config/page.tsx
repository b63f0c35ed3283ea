import { ConfigView } from '@/components/connector/config-view';
import { type ConnectorParams, readParams } from '../params';

export default async function ConfigPage({ params }: { params: ConnectorParams }) {
  return <ConfigView {...(await readParams(params))} />;
}
