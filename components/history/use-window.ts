import { parseAsInteger, parseAsStringEnum, useQueryStates } from 'nuqs';
import { useNow } from '@/components/ui/time';

const HOUR_MS = 3_600_000;
const SPANS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '90d': 2160 * HOUR_MS } as const;

/** The preset windows, all ending now. */
export type Span = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as Span[];

/** A stretch of time. Units: ms since the epoch. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Nothing shorter can be zoomed to: looks are seconds apart. */
const MIN_MS = 10_000;
/** A live window moves in steps, so that an hour is not read anew each second. */
const STEP_MS = 5000;

/**
 * The window a timeline shows, kept in the URL: a preset that follows the present, or a custom stretch.
 *
 * Shape: `window` is undefined only while the page is drawn on the server.
 */
export function useWindow() {
  const [state, setState] = useQueryStates({
    span: parseAsStringEnum<Span>(SPAN_NAMES).withDefault('1h'),
    from: parseAsInteger,
    to: parseAsInteger,
  });
  const now = Math.ceil(useNow() / STEP_MS) * STEP_MS;
  const isLive = state.from === null || state.to === null;
  const window: TimeWindow | undefined = isLive
    ? now > 0
      ? { from: now - SPANS[state.span], to: now }
      : undefined
    : { from: state.from ?? 0, to: state.to ?? 0 };
  return {
    window,
    span: isLive ? state.span : undefined,
    isLive,
    setSpan: (span: Span) => void setState({ span, from: null, to: null }),
    setWindow: (next: TimeWindow) => void setState(clampWindow(next, now)),
  };
}

/** A window that is long enough and does not lie in the future. */
export function clampWindow({ from, to }: TimeWindow, now: number): TimeWindow {
  const span = Math.max(MIN_MS, Math.round(to - from));
  const end = Math.min(Math.round(to), now);
  return { from: end - span, to: end };
}
