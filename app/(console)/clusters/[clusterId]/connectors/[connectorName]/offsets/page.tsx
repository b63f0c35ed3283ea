import { OffsetsView } from '@/components/connector/offsets-view';
import { type ConnectorParams, readParams } from '../params';

export default async function OffsetsPage({ params }: { params: ConnectorParams }) {
  return <OffsetsView {...(await readParams(params))} />;
}
