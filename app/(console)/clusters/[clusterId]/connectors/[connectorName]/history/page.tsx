import { TimelineView } from '@/components/history/timeline-view';
import { type ConnectorParams, readParams } from '../params';

export default async function HistoryPage({ params }: { params: ConnectorParams }) {
  return <TimelineView {...(await readParams(params))} />;
}
