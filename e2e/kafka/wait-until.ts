import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;

/**
 * Resolves as soon as `probe` says true; a probe that throws counts as "not yet".
 *
 * Units: `timeoutMs`; asks every 100 ms.
 * Errors: rejects with what the last probe threw as cause, or with what `ended` rejects with.
 */
export async function waitUntil(
  what: string,
  probe: () => Promise<boolean>,
  options: { timeoutMs: number; ended?: Promise<never> },
): Promise<void> {
  const deadline = performance.now() + options.timeoutMs;
  const poll = async () => {
    let cause: unknown;
    while (performance.now() < deadline) {
      try {
        if (await probe()) return;
      } catch (error) {
        cause = error;
      }
      await sleep(EVERY_MS);
    }
    throw new Error(`${what} took longer than ${options.timeoutMs} ms`, { cause });
  };
  await (options.ended === undefined ? poll() : Promise.race([poll(), options.ended]));
}
