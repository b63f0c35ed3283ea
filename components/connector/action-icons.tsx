import {
  CirclePause,
  CirclePlay,
  CircleStop,
  type LucideIcon,
  Eraser,
  Pencil,
  RotateCw,
  Trash2,
} from 'lucide-react';
import type { ConnectorAction } from '@/lib/connect/actions';

const ICONS: Record<ConnectorAction, LucideIcon> = {
  'restart-failed-tasks': RotateCw,
  'restart-connector': RotateCw,
  'restart-all': RotateCw,
  pause: CirclePause,
  resume: CirclePlay,
  stop: CircleStop,
  'edit-config': Pencil,
  'reset-topics': Eraser,
  delete: Trash2,
};

export function ActionIcon({ action }: { action: ConnectorAction }) {
  const Icon = ICONS[action];
  return <Icon size={15} strokeWidth={1.75} aria-hidden />;
}
