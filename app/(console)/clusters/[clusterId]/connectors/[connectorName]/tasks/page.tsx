import { TaskConfigs } from '@/components/connector/task-configs';
import { TaskList } from '@/components/connector/task-list';
import { type ConnectorParams, readParams } from '../params';

export default async function TasksPage({ params }: { params: ConnectorParams }) {
  const connector = await readParams(params);
  return (
    <div className="space-y-4">
      <TaskList {...connector} />
      <TaskConfigs {...connector} />
    </div>
  );
}
