import { expect, it, vi } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { Pending } from '../api/converter.ts';
import { DataException, RetriableException } from '../api/exceptions.ts';
import { RecordRetries, UNFINISHED } from './record-retries.ts';

const silent = () => undefined;
const log = { trace: silent, debug: silent, info: silent, warn: silent, error: silent, with: () => log };

function aRun(config: Record<string, string>, random = () => 0.5) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const retries = new RecordRetries({ config, clock, stopped: stop.signal, log, random });
  const at: number[] = [];
  /** A stage that fails `times` times and notes when it was called. */
  const failing = (times: number, answer = 'done') => {
    let calls = 0;
    return () => {
      at.push(clock.monotonic());
      calls += 1;
      if (calls <= times) throw new RetriableException(`failure ${calls}`);
      return answer;
    };
  };
  /** Lets time pass in steps, so that what waits may go on in between. */
  const pass = async (ms: number, stepMs = 100) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(stepMs);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
  };
  return { clock, stop, retries, at, failing, pass };
}

it('tries again after 300 ms, then twice as long each time, and answers at once when nothing fails', async () => {
  const { retries, at, failing, pass } = aRun({ 'errors.retry.timeout': '-1' });
  expect(retries.record(() => retries.stage(failing(0)))).toBe('done');
  const stage = failing(4);
  at.length = 0;
  const result = retries.record(() => retries.stage(stage));
  await pass(5_000);
  expect(await result).toBe('done');
  expect(at).toEqual([0, 300, 900, 2_100, 4_500]);
});

it('calls a stage that was done only once, however often a later one is tried', async () => {
  const { retries, failing, pass } = aRun({ 'errors.retry.timeout': '10000' });
  const [first, last, stage] = [
    vi.fn((n: number) => n + 1),
    vi.fn((text: string) => `${text}!`),
    failing(3, 'x'),
  ];
  const result = retries.record(() => {
    const one = retries.stage(() => first(1));
    const two = retries.stage(stage);
    return retries.stage(() => last(`${one}${two}`));
  });
  await pass(10_000);
  expect(await result).toBe('2x!');
  expect(first).toHaveBeenCalledTimes(1);
  expect(last).toHaveBeenCalledTimes(1);
  // The next record begins anew.
  expect(retries.record(() => retries.stage(() => first(5)))).toBe(6);
});

it('gives every stage its own time and back-off', async () => {
  const { retries, at, failing, pass } = aRun({ 'errors.retry.timeout': '500' });
  const [one, two] = [failing(2), failing(2)];
  const result = retries.record(() => [retries.stage(one), retries.stage(two)]);
  await pass(2_000);
  expect(await result).toEqual(['done', 'done']);
  expect(at).toEqual([0, 300, 500, 500, 800, 1_000]);
});

it('waits a random time below errors.retry.delay.max.ms once that is exceeded', async () => {
  const config = { 'errors.retry.timeout': '-1', 'errors.retry.delay.max.ms': '1000' };
  const { retries, at, failing, pass } = aRun(config, () => 0.4);
  const stage = failing(5);
  const result = retries.record(() => retries.stage(stage));
  await pass(10_000);
  await result;
  expect(at).toEqual([0, 300, 900, 1_300, 1_700, 2_100]);
});

it('fails with the last exception when the time is over, after one more try at its end', async () => {
  const { retries, at, failing, pass } = aRun({ 'errors.retry.timeout': '1000' });
  const stage = failing(99);
  const result = Promise.resolve(retries.record(() => retries.stage(stage))).catch((error: unknown) => error);
  await pass(5_000);
  expect(await result).toMatchObject({ name: 'RetriableException', message: 'failure 4' });
  expect(at).toEqual([0, 300, 900, 1_000]);
});

it.each(['0', undefined])('tries nothing again with errors.retry.timeout=%s', (timeout) => {
  const { retries, failing } = aRun(timeout === undefined ? {} : { 'errors.retry.timeout': timeout });
  const stage = failing(1);
  expect(() => retries.record(() => retries.stage(stage))).toThrow('failure 1');
});

it('tries nothing again that is no RetriableException', () => {
  const { retries } = aRun({ 'errors.retry.timeout': '-1' });
  const fail = () => {
    throw new DataException('bad');
  };
  expect(() => retries.record(() => retries.stage(fail))).toThrow('bad');
});

it('goes on forever with -1, until the task stops: then the record is neither done nor failed', async () => {
  const { retries, at, stop, failing, pass } = aRun({ 'errors.retry.timeout': '-1' });
  const stage = failing(Number.POSITIVE_INFINITY);
  const result = retries.record(() => retries.stage(stage));
  await pass(7 * 86_400_000, 3_600_000);
  expect(at.length).toBeGreaterThan(100);
  stop.abort();
  expect(await result).toBe(UNFINISHED);
});

it('comes back once what a stage waits for is there, also when nothing is tried again', async () => {
  const { clock, stop } = aRun({});
  const retries = new RecordRetries({ config: {}, clock, stopped: stop.signal, log });
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let isThere = false;
  const result = retries.record(() => {
    const first = retries.stage(() => 'before');
    return retries.stage(() => {
      if (!isThere) throw new Pending(arrived);
      return `${first}, then there`;
    });
  });
  isThere = true;
  arrive();
  expect(await result).toBe('before, then there');
  const fails = () => {
    throw new RetriableException('not tried again');
  };
  expect(() => retries.record(() => retries.stage(fails))).toThrow('not tried again');
});

it('leaves a record unfinished when the task stops while a stage waits', async () => {
  const { clock, stop } = aRun({});
  const retries = new RecordRetries({ config: {}, clock, stopped: stop.signal, log });
  const result = retries.record(() =>
    retries.stage((): string => {
      throw new Pending(new Promise(() => undefined));
    }),
  );
  stop.abort();
  expect(await result).toBe(UNFINISHED);
});
