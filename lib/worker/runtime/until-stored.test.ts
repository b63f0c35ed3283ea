import { expect, it, vi } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import { TaskControl } from './task-control.ts';
import { untilStored } from './until-stored.ts';

const full = () => Promise.reject(new KafkaStorageException('full'));

it('tries a write again until it is stored, at least each 2 s', async () => {
  const clock = new FakeClock();
  const write = vi.fn(full as () => Promise<string>);
  const stored = untilStored(write, { clock, stopped: new AbortController().signal });
  for (const calls of [2, 3, 4, 5, 6, 7]) {
    await expect
      .poll(() => {
        clock.advance(0);
        return write.mock.calls.length;
      })
      .toBe(calls - 1);
    await Promise.resolve();
    clock.advance(2_000);
    await expect.poll(() => write.mock.calls.length).toBe(calls);
  }
  write.mockResolvedValueOnce('stored');
  await Promise.resolve();
  clock.advance(2_000);
  expect(await stored).toBe('stored');
});

it('tries nothing else again, and gives up when it is stopped', async () => {
  const clock = new FakeClock();
  const stop = new AbortController();
  const other = vi.fn(() => Promise.reject(new Error('other')));
  await expect(untilStored(other, { clock, stopped: stop.signal })).rejects.toThrow('other');
  expect(other).toHaveBeenCalledTimes(1);
  const stored = untilStored(full, { clock, stopped: stop.signal });
  stop.abort(new Error('stopped'));
  await expect(stored).rejects.toThrow(KafkaStorageException);
});

it('lets a task pause and resume while it waits for a write, and fail with it when it stops', async () => {
  const control = new TaskControl(false);
  const write = Promise.withResolvers<string>();
  const heard: string[] = [];
  const waiting = control.heedingPause(write.promise, async () => {
    heard.push('paused');
    await control.untilNotPaused();
    heard.push('resumed');
  });
  control.setPaused(true);
  await expect.poll(() => heard).toEqual(['paused']);
  control.setPaused(false);
  await expect.poll(() => heard).toEqual(['paused', 'resumed']);
  write.resolve('done');
  expect(await waiting).toBe('done');
  const failing = control.heedingPause(full(), async () => undefined);
  control.stop();
  await expect(failing).rejects.toThrow('full');
});
