import { TopicsView } from '@/components/connector/topics-view';
import { type ConnectorParams, readParams } from '../params';

export default async function TopicsPage({ params }: { params: ConnectorParams }) {
  return <TopicsView {...(await readParams(params))} />;
}
