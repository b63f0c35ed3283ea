import 'server-only';
import type { Clock } from '@/lib/base/clock';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import type { ObservedStatus } from '../../fleet/observed';
import { type Expectation, Judge } from './judge';

const FIRST_MS = 100;
const FIRST_FOR_MS = 2_000;
const FAST_MS = 300;
const FAST_FOR_MS = 15_000;
const DEADLINE_MS = 60_000;
const MAX_FAST_FOLLOWS = 8;

const following = new WeakMap<ClusterWatch, number>();

/** Where and since when to look. Units: `acceptedAt` monotonic ms. */
export interface FollowOptions {
  readonly watch: ClusterWatch;
  readonly connector: string;
  readonly acceptedAt: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Looks at one connector until the judge is done or 60 s have passed: every 100 ms at first, every 300 ms up to
 * 15 s, then with the shared poll. When more than 8 connectors of a cluster are followed, all share the cluster's own looks.
 *
 * Errors: rejects only when the console stops. A look that fails is tried again.
 */
export async function follow(expectation: Expectation, options: FollowOptions): Promise<Judge> {
  const { watch, clock, acceptedAt, signal } = options;
  const judge = new Judge(expectation);
  following.set(watch, (following.get(watch) ?? 0) + 1);
  try {
    while (!judge.done && clock.monotonic() - acceptedAt < DEADLINE_MS) {
      const seen = await look(options);
      if (seen) judge.observe(seen.status, clock.monotonic() - acceptedAt);
      if (!judge.done)
        await clock.sleep(clock.monotonic() - acceptedAt < FIRST_FOR_MS ? FIRST_MS : FAST_MS, signal);
    }
    return judge;
  } finally {
    following.set(watch, (following.get(watch) ?? 1) - 1);
  }
}

async function look(options: FollowOptions): Promise<{ status: ObservedStatus | undefined } | undefined> {
  const { watch, connector, clock, acceptedAt, signal } = options;
  try {
    const fast =
      clock.monotonic() - acceptedAt < FAST_FOR_MS && (following.get(watch) ?? 0) <= MAX_FAST_FOLLOWS;
    if (fast) return { status: await watch.lookAt(connector, signal) };
    await watch.lookSoon({ info: false });
    return { status: watch.state.status(connector) ?? undefined };
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}
