import { FleetView } from '@/components/history/fleet-view';

export default function Page() {
  return <FleetView />;
}
