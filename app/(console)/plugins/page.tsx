import type { Metadata } from 'next';
import { PluginTable } from '@/components/plugin/plugin-table';

export const metadata: Metadata = { title: 'Plugins' };

export default function PluginsPage() {
  return <PluginTable />;
}
