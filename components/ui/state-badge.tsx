import {
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CircleHelp,
  CirclePause,
  CircleStop,
  type LucideIcon,
  RotateCw,
  TriangleAlert,
} from 'lucide-react';
import { cn } from './cn';

interface Look {
  icon: LucideIcon;
  text: string;
  soft: string;
  solid: string;
}

const LOOKS: Readonly<Record<string, Look>> = {
  RUNNING: { icon: CircleCheck, text: 'text-running', soft: 'bg-running/12', solid: 'bg-running' },
  FAILED: { icon: TriangleAlert, text: 'text-failed', soft: 'bg-failed/12', solid: 'bg-failed' },
  DEGRADED: { icon: CircleDotDashed, text: 'text-degraded', soft: 'bg-degraded/12', solid: 'bg-degraded' },
  UNASSIGNED: {
    icon: CircleDashed,
    text: 'text-unassigned',
    soft: 'bg-unassigned/12',
    solid: 'bg-unassigned',
  },
  RESTARTING: { icon: RotateCw, text: 'text-restarting', soft: 'bg-restarting/12', solid: 'bg-restarting' },
  PAUSED: { icon: CirclePause, text: 'text-paused', soft: 'bg-paused/12', solid: 'bg-paused' },
  STOPPED: { icon: CircleStop, text: 'text-stopped', soft: 'bg-stopped/12', solid: 'bg-stopped' },
};
const UNKNOWN: Look = { icon: CircleHelp, text: 'text-unknown', soft: 'hatch', solid: 'bg-unknown' };

const lookOf = (state: string): Look => LOOKS[state] ?? UNKNOWN;

/** `RUNNING` → `Running`; a word we do not know is shown as it is. */
export function stateWord(state: string): string {
  return LOOKS[state] || state === 'UNKNOWN' ? state.charAt(0) + state.slice(1).toLowerCase() : state;
}

/** Colour class of a state for filled shapes: squares, segments, dots. */
export function stateFill(state: string): string {
  return LOOKS[state] ? lookOf(state).solid : 'bg-unknown/40 hatch';
}

/** A state as icon, word and colour. `stale`: what we show is old, so the colour is withheld. */
export function StateBadge({ state, stale, large }: { state: string; stale?: boolean; large?: boolean }) {
  const look = lookOf(state);
  const Icon = look.icon;
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1.5 whitespace-nowrap rounded-control align-middle font-medium',
        large ? 'px-2.5 py-1 text-sm' : 'px-2 py-0.5 text-xs',
        stale ? 'hatch text-muted' : cn(look.text, look.soft),
      )}
    >
      <Icon
        size={large ? 16 : 14}
        strokeWidth={1.75}
        aria-hidden
        className={cn(state === 'RESTARTING' && !stale && 'animate-turn')}
      />
      {stateWord(state)}
    </span>
  );
}

/** One small square per task, in the colour of its state. More than `max` are summed up by the text beside. */
export function TaskSquares({
  states,
  stale,
  max = 8,
}: {
  states: readonly string[];
  stale?: boolean;
  max?: number;
}) {
  const squares = states.slice(0, max).map((state, task) => ({ task, state }));
  return (
    <span className="inline-flex gap-0.5" aria-hidden>
      {squares.map(({ task, state }) => (
        <span
          key={task}
          className={cn('h-2.5 w-2.5 rounded-[2px]', stale ? 'bg-line-strong' : stateFill(state))}
        />
      ))}
    </span>
  );
}
