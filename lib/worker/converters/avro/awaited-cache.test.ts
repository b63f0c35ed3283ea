import { expect, it } from 'vitest';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { Pending } from '../../api/converter.ts';
import { DataException, RetriableException } from '../../api/exceptions.ts';
import { AwaitedCache } from './awaited-cache.ts';

/** Asks, and waits once when it has to. Returns the value, or the error's message. */
async function ask(cache: AwaitedCache<string>, key: string, load: () => Promise<string>): Promise<string> {
  for (;;) {
    try {
      return cache.get(key, load);
    } catch (error) {
      if (!(error instanceof Pending)) return (error as Error).message;
      await error.settled;
    }
  }
}

it('loads each key once, however often it is asked for while that lasts', async () => {
  const cache = new AwaitedCache<string>(10, new FakeClock());
  let loads = 0;
  const load = async () => `loaded ${++loads}`;
  expect(() => cache.get('a', load)).toThrow(Pending);
  expect(() => cache.get('a', load)).toThrow(Pending);
  expect([await ask(cache, 'a', load), await ask(cache, 'a', load)]).toEqual(['loaded 1', 'loaded 1']);
});

it('asks again at once after what may go away, and a second later after a refusal', async () => {
  const clock = new FakeClock();
  const cache = new AwaitedCache<string>(10, clock);
  let loads = 0;
  const failWith = (error: new (message: string) => Error) => async () => {
    throw new error(`failed ${++loads}`);
  };
  expect(await ask(cache, 'away', failWith(RetriableException))).toBe('failed 1');
  expect(await ask(cache, 'away', failWith(RetriableException))).toBe('failed 2');
  expect(await ask(cache, 'refused', failWith(DataException))).toBe('failed 3');
  expect(await ask(cache, 'refused', failWith(DataException))).toBe('failed 3');
  clock.advance(1_000);
  expect(await ask(cache, 'refused', failWith(DataException))).toBe('failed 3');
  expect(await ask(cache, 'refused', failWith(DataException))).toBe('failed 4');
});

it('forgets the oldest when there are too many', async () => {
  const cache = new AwaitedCache<string>(2, new FakeClock());
  let loads = 0;
  const load = async () => `loaded ${++loads}`;
  for (const key of ['a', 'b', 'c']) await ask(cache, key, load);
  expect(await ask(cache, 'a', load)).toBe('loaded 4');
  expect(await ask(cache, 'c', load)).toBe('loaded 3');
});
