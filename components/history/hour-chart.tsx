import { formatClock, formatTime } from '@/components/ui/time';
import type { FailureReport } from '@/lib/api/fleet-history';

const HEIGHT = 120;

/** The most failed tasks of each hour, as bars; the numbers are on hover and for screen readers. */
export function HourChart({ hours }: { hours: FailureReport['hours'] }) {
  const most = Math.max(0, ...hours.map((hour) => hour.failed));
  const isWeek = hours.length > 48;
  const every = isWeek ? 24 : 6;
  return (
    <figure className="px-4 py-3">
      <div className="flex items-end gap-px border-b" style={{ height: HEIGHT }} aria-hidden>
        {hours.map((hour) => (
          <span
            key={hour.at}
            title={`${formatTime(hour.at).slice(0, 16)}: ${hour.failed} failed`}
            className="flex h-full min-w-0 flex-1 items-end hover:bg-sunken"
          >
            <span
              className="w-full rounded-t-[2px] bg-failed"
              style={{ height: `${most === 0 ? 0 : (hour.failed / most) * 94}%` }}
            />
          </span>
        ))}
      </div>
      <div className="relative mt-1 h-4 text-muted text-xs" aria-hidden>
        {hours.map((hour, index) =>
          index % every === 0 ? (
            <span
              key={hour.at}
              suppressHydrationWarning
              className="absolute whitespace-nowrap"
              style={{ left: `${(index / hours.length) * 100}%` }}
            >
              {isWeek ? formatTime(hour.at).slice(5, 10) : formatClock(hour.at).slice(0, 5)}
            </span>
          ) : null,
        )}
      </div>
      <figcaption className="mt-2 text-muted text-xs">{words(hours, most)}</figcaption>
    </figure>
  );
}

function words(hours: FailureReport['hours'], most: number): string {
  if (most === 0) return 'No task was failed in any of these hours.';
  const worst = hours.find((hour) => hour.failed === most);
  const bad = hours.filter((hour) => hour.failed > 0).length;
  return `At most ${most} at once, in the hour from ${worst ? formatTime(worst.at).slice(5, 16) : '–'}; some in ${bad} of ${hours.length} hours.`;
}
