import { cn } from '@/components/ui/cn';
import { stateFill, stateWord } from '@/components/ui/state-badge';
import { formatDuration, formatTime } from '@/components/ui/time';
import type { Lane, Timeline } from '@/lib/api/timeline';
import { boxOf } from './scale';

interface LaneStripProps {
  lane: Lane | undefined;
  timeline: Timeline;
  className?: string;
}

/** One lane: segments in state colours, hatched where the console did not look. Details on hover. */
export function LaneStrip({ lane, timeline, className }: LaneStripProps) {
  return (
    <div className={cn('relative overflow-hidden rounded-[3px] bg-sunken', className)} aria-hidden>
      {gapsSinceFirstLook(timeline).map((gap) => {
        const box = boxOf(timeline, gap);
        if (!box) return null;
        return (
          <span
            key={`gap-${gap.from}`}
            title={`Not looked at from ${formatTime(gap.from)} to ${formatTime(gap.to)}`}
            className="hatch absolute inset-y-0"
            style={{ left: `${box.left}%`, width: `${box.width}%` }}
          />
        );
      })}
      {lane?.segments.map((segment) => {
        const box = boxOf(timeline, segment);
        if (!box) return null;
        const until = Math.min(segment.to ?? timeline.to, timeline.to);
        return (
          <span
            key={segment.from}
            title={`${stateWord(segment.state)} for ${formatDuration(until - segment.from)}\nfrom ${formatTime(segment.from)}${segment.to === null ? '' : `\nto ${formatTime(segment.to)}`}`}
            className={cn(
              'absolute inset-y-0 min-w-[2px] border-panel border-r',
              stateFill(segment.state),
              quiet(segment.state),
            )}
            style={{ left: `min(${box.left}%, calc(100% - 2px))`, width: `${box.width}%` }}
          />
        );
      })}
    </div>
  );
}

/** Running is the normal case and stays in the background. */
function quiet(state: string): string {
  return state === 'RUNNING' ? 'opacity-60 hover:opacity-100' : '';
}

/** Before the console knew the cluster there is nothing to miss: only later holes are gaps. */
function gapsSinceFirstLook({ gaps, watchingSince }: Timeline): Timeline['gaps'] {
  if (watchingSince === null) return [];
  return gaps
    .filter((gap) => gap.to > watchingSince)
    .map((gap) => ({ from: Math.max(gap.from, watchingSince), to: gap.to }));
}
