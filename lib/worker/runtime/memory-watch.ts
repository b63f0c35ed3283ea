import type { Worker as Thread } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';

const LOOK_EVERY_MS = 250;

/**
 * Watches a thread's memory outside of V8's heap, such as buffers, which Node does not bound; the thread need not come to
 * its event loop for that. Tells once when it is more than `limitBytes`. Returns what ends the watch.
 */
export function watchMemory(
  thread: Thread,
  {
    clock,
    limitBytes,
    onExceeded,
  }: { clock: Clock; limitBytes: number; onExceeded: (bytes: number) => void },
): () => void {
  let cancel: () => void = () => undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    // A thread that is ending has no statistics any more.
    const bytes = await thread.getHeapStatistics().then(
      (statistics) => statistics.external_memory,
      () => 0,
    );
    if (isOver) return;
    if (bytes > limitBytes) onExceeded(bytes);
    else cancel = clock.after(LOOK_EVERY_MS, () => void look());
  };
  cancel = clock.after(LOOK_EVERY_MS, () => void look());
  return () => {
    isOver = true;
    cancel();
  };
}
