'use client';

import {
  Fragment,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { stateFill, stateWord } from '@/components/ui/state-badge';
import { formatClock, formatTime } from '@/components/ui/time';
import type { Lane, Timeline } from '@/lib/api/timeline';
import { LaneStrip } from './lane';
import { boxOf, ticksOf } from './scale';
import type { TimeWindow } from './use-window';

const LABEL_PX = 84;
const DAYS_2_MS = 48 * 3_600_000;
/** Less than this many pixels is a click, not a drag. */
const MIN_DRAG_PX = 6;

interface LanesProps {
  timeline: Timeline;
  onZoom: (window: TimeWindow) => void;
}

/**
 * The lanes with one crosshair over all of them. Drag zooms in, the wheel with Shift or sideways pans, arrow keys
 * step from event to event, + and − zoom.
 */
export function Lanes({ timeline, onZoom }: LanesProps) {
  const area = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number>();
  const [dragFrom, setDragFrom] = useState<number>();
  const span = timeline.to - timeline.from;

  const timeOf = (clientX: number) => {
    const box = area.current?.getBoundingClientRect();
    if (!box) return timeline.from;
    const share = (clientX - box.left - LABEL_PX) / Math.max(1, box.width - LABEL_PX);
    return timeline.from + Math.max(0, Math.min(1, share)) * span;
  };
  usePan(area, timeline, onZoom);

  const endDrag = (event: PointerEvent) => {
    const width = area.current?.clientWidth ?? 1;
    const to = timeOf(event.clientX);
    setDragFrom(undefined);
    if (dragFrom === undefined || (Math.abs(to - dragFrom) / span) * width < MIN_DRAG_PX) return;
    onZoom({ from: Math.min(dragFrom, to), to: Math.max(dragFrom, to) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepTo(event.key, timeline, at);
    if (next !== undefined) setAt(next);
    else if (event.key === '+' || event.key === '-')
      onZoom(zoomed(timeline, event.key === '+' ? 0.5 : 2, at));
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={area}
      role="application"
      aria-label="Timeline. Arrow keys step through events, plus and minus zoom."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the chart takes keys
      tabIndex={0}
      className="relative cursor-crosshair touch-pan-y select-none rounded-control"
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setAt(timeOf(event.clientX))}
      onPointerDown={(event) => event.button === 0 && setDragFrom(timeOf(event.clientX))}
      onPointerUp={endDrag}
      onPointerLeave={() => {
        setAt(undefined);
        setDragFrom(undefined);
      }}
    >
      <Marks timeline={timeline} />
      <div className="grid grid-cols-[72px_1fr] items-center gap-x-3 gap-y-1.5">
        {timeline.lanes.map((lane) => (
          <Fragment key={lane.task ?? 'connector'}>
            <span className="truncate text-muted text-xs">{laneName(lane)}</span>
            <LaneStrip lane={lane} timeline={timeline} className="h-5" />
          </Fragment>
        ))}
      </div>
      <Axis timeline={timeline} />
      {dragFrom !== undefined && at !== undefined ? (
        <Selection timeline={timeline} from={dragFrom} to={at} />
      ) : null}
      {at === undefined ? null : <Crosshair timeline={timeline} at={at} />}
    </div>
  );
}

/** Pans with the wheel; a plain wheel goes on scrolling the page. */
function usePan(
  area: RefObject<HTMLDivElement | null>,
  timeline: Timeline,
  onZoom: (window: TimeWindow) => void,
) {
  // Outside React: only a listener that is not passive may keep the page from scrolling.
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const delta = event.deltaX || (event.shiftKey ? event.deltaY : 0);
      if (delta === 0) return;
      event.preventDefault();
      const shift = (delta / element.clientWidth) * (timeline.to - timeline.from);
      onZoom({ from: timeline.from + shift, to: timeline.to + shift });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [area, timeline, onZoom]);
}

function laneName(lane: Lane): string {
  return lane.task === null ? 'connector' : `task ${lane.task}`;
}

/** Where an arrow key leads: the previous or next event, or undefined for other keys. */
function stepTo(key: string, timeline: Timeline, at: number | undefined): number | undefined {
  const times = [...timeline.events, ...timeline.actions].map((one) => one.at).sort((a, b) => a - b);
  if (key === 'ArrowLeft') return times.findLast((time) => time < (at ?? timeline.to)) ?? times[0];
  if (key === 'ArrowRight') return times.find((time) => time > (at ?? timeline.from)) ?? times.at(-1);
  return undefined;
}

function zoomed(timeline: Timeline, factor: number, at: number | undefined): TimeWindow {
  const middle = at ?? (timeline.from + timeline.to) / 2;
  const share = (middle - timeline.from) / (timeline.to - timeline.from);
  const span = (timeline.to - timeline.from) * factor;
  return { from: middle - share * span, to: middle + (1 - share) * span };
}

const leftOf = (timeline: Timeline, at: number) =>
  `calc(${LABEL_PX}px + (100% - ${LABEL_PX}px) * ${(at - timeline.from) / (timeline.to - timeline.from)})`;

/** A line at one moment with the state of every lane then. */
function Crosshair({ timeline, at }: { timeline: Timeline; at: number }) {
  const isRight = (at - timeline.from) / (timeline.to - timeline.from) > 0.6;
  const near = (timeline.to - timeline.from) / 150;
  const action = timeline.actions.find((one) => Math.abs(one.at - at) < near);
  return (
    <div
      className="pointer-events-none absolute inset-y-0 z-10 w-px bg-ink/50"
      style={{ left: leftOf(timeline, at) }}
    >
      <div
        role="status"
        className={`absolute top-full mt-1 w-max max-w-64 rounded-control border bg-raised px-2.5 py-1.5 text-xs shadow-float ${isRight ? 'right-0' : 'left-0'}`}
      >
        <p className="font-medium">{formatTime(at)}</p>
        {timeline.lanes.map((lane) => (
          <p key={lane.task ?? 'connector'} className="flex items-center gap-1.5">
            <span aria-hidden className={`h-2 w-2 rounded-full ${stateFill(stateAt(lane, at) ?? '')}`} />
            {laneName(lane)} <span className="text-muted">{words(stateAt(lane, at))}</span>
          </p>
        ))}
        {action ? (
          <p className="mt-1 border-t pt-1">
            {action.action.replaceAll('-', ' ')} by {action.actor}
            {action.summary ? <span className="block text-muted">{action.summary}</span> : null}
          </p>
        ) : null}
      </div>
    </div>
  );
}

function stateAt(lane: Lane, at: number): string | undefined {
  return lane.segments.find((segment) => segment.from <= at && (segment.to ?? Number.POSITIVE_INFINITY) > at)
    ?.state;
}

function words(state: string | undefined): string {
  return state === undefined ? 'not looked at' : stateWord(state);
}

function Selection({ timeline, from, to }: { timeline: Timeline; from: number; to: number }) {
  const [start, end] = [Math.min(from, to), Math.max(from, to)];
  const share = (end - start) / (timeline.to - timeline.from);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-y-0 border-accent border-x bg-accent-soft"
      style={{ left: leftOf(timeline, start), width: `calc((100% - ${LABEL_PX}px) * ${share})` }}
    />
  );
}

function Marks({ timeline }: { timeline: Timeline }) {
  return (
    <div className="relative mb-1 ml-[84px] h-4" aria-hidden>
      {timeline.actions.map((action) => {
        const box = boxOf(timeline, { from: action.at, to: action.at });
        if (!box) return null;
        return (
          <span
            key={action.id}
            className="absolute top-0 h-4 w-4 -translate-x-1/2 rounded-full border border-accent bg-panel text-center font-semibold text-[9px] text-accent leading-[14px]"
            style={{ left: `${box.left}%` }}
          >
            {action.actor.charAt(0).toUpperCase()}
          </span>
        );
      })}
    </div>
  );
}

function Axis({ timeline }: { timeline: Timeline }) {
  const span = timeline.to - timeline.from;
  const label = (at: number) => {
    if (span > DAYS_2_MS) return formatTime(at).slice(5, 10);
    return span < 300_000 ? formatClock(at) : formatClock(at).slice(0, 5);
  };
  return (
    <div className="relative mt-1 ml-[84px] h-4 text-muted text-xs" aria-hidden>
      {ticksOf(timeline, 7).map((tick) => {
        const box = boxOf(timeline, { from: tick, to: tick });
        if (!box || box.left > 95) return null;
        return (
          <span key={tick} className="absolute border-l pl-1" style={{ left: `${box.left}%` }}>
            {label(tick)}
          </span>
        );
      })}
    </div>
  );
}
