import { EditConnector } from '@/components/connector-form/edit-connector';
import { type ConnectorParams, readParams } from '../../params';

export default async function EditConfigPage({ params }: { params: ConnectorParams }) {
  return <EditConnector {...(await readParams(params))} />;
}
