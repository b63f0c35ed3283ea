import type { Metadata } from 'next';
import { AllTasks } from '@/components/connector/all-tasks';

export const metadata: Metadata = { title: 'Tasks' };

export default function TasksPage() {
  return <AllTasks />;
}
