import type { Metadata } from 'next';
import { ClusterListView } from '@/components/cluster/cluster-list';

export const metadata: Metadata = { title: 'Clusters' };

export default function ClustersPage() {
  return <ClusterListView />;
}
