import { Overview } from '@/components/connector/overview';
import { type ConnectorParams, readParams } from './params';

export default async function OverviewPage({ params }: { params: ConnectorParams }) {
  return <Overview {...(await readParams(params))} />;
}
