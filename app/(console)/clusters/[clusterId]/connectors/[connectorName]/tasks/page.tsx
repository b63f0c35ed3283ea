import { TaskList } from '@/components/connector/task-list';
import { type ConnectorParams, readParams } from '../params';

export default async function TasksPage({ params }: { params: ConnectorParams }) {
  return <TaskList {...(await readParams(params))} />;
}
