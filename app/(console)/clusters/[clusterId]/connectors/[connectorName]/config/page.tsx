import { ConfigHistory } from '@/components/connector/config-history';
import { ConfigView } from '@/components/connector/config-view';
import { type ConnectorParams, readParams } from '../params';

export default async function ConfigPage({ params }: { params: ConnectorParams }) {
  const ref = await readParams(params);
  return (
    <div className="space-y-4">
      <ConfigView {...ref} />
      <ConfigHistory {...ref} />
    </div>
  );
}
