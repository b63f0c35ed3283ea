import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '@/lib/base/logger';
import { FakeClock } from '@/lib/testing/fake-clock';
import { type Db, openDb } from '../db/open';
import { AutoRestarter, type RestartResult, type RestartWorld } from './restarter';
import type { Seen } from './schedule';

const MINUTE = 60_000;
const FINE: Seen = { failing: false, handsOff: null, cause: null };
const failing = (cause: string): Seen => ({ failing: true, handsOff: null, cause });

/** A world in which a test decides what is seen and how a restart ends. */
class World implements RestartWorld {
  readonly clock: FakeClock;
  readonly seen = new Map<string, Seen | undefined>();
  readonly restarts: { connector: string; at: number; attempt: number }[] = [];
  result: (connector: string) => Promise<RestartResult> = () => Promise.resolve('asked');

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  see(_cluster: string, connector: string): Seen | undefined {
    return this.seen.get(connector);
  }

  restart(_cluster: string, connector: string, { attempt }: { attempt: number }): Promise<RestartResult> {
    this.restarts.push({ connector, at: this.clock.now(), attempt });
    return this.result(connector);
  }

  /** Minutes from the start of each restart. */
  minutes(since: number): number[] {
    return this.restarts.map(({ at }) => (at - since) / MINUTE);
  }
}

let folder: string;
let db: Db;
let clock: FakeClock;
let world: World;
let restarter: AutoRestarter;
let startedAt: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-restart-'));
  db = await openDb(folder);
  clock = new FakeClock();
  world = new World(clock);
  startedAt = clock.now();
  restarter = await begin();
});
afterEach(async () => {
  await restarter[Symbol.asyncDispose]();
  await db.destroy();
  await rm(folder, { recursive: true, force: true });
});

async function begin(): Promise<AutoRestarter> {
  const log = createLogger('test', { write: () => undefined });
  const fresh = new AutoRestarter({ db, clock, log, world });
  await fresh.start();
  return fresh;
}

/** Lets time pass second by second, so that every commit ends where it would. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    clock.advance(1_000);
    await restarter.idle();
  }
}

async function switchOn(connector = 'orders', maxRestarts = 100): Promise<void> {
  await restarter.set('prod', connector, { enabled: true, maxRestarts });
}

function expectMinutes(expected: readonly number[]): void {
  const seen = world.minutes(startedAt);
  expect(seen).toHaveLength(expected.length);
  for (const [i, minute] of expected.entries()) {
    expect(Math.abs((seen[i] ?? 0) - minute) * MINUTE).toBeLessThanOrEqual(5_000 * (i + 1));
  }
}

describe('schedule', () => {
  test('C25: restarts at once, then min(n² + n, 60) minutes after the last one, within 5 s each', async () => {
    world.seen.set('orders', failing('A0'));
    world.result = () => {
      world.seen.set('orders', failing(`${'ABCDEFGHIJKLM'[world.restarts.length] ?? 'Z'}: broken`));
      return Promise.resolve('asked');
    };
    await switchOn();
    await pass(7 * 60 * MINUTE);
    const gaps = [0, 2, 6, 12, 20, 30, 42, 56, 60, 60, 60, 60];
    let at = 0;
    expectMinutes(
      gaps
        .map((gap) => {
          at += gap;
          return at;
        })
        .filter((minute) => minute < 7 * 60),
    );
    expect(world.restarts.map(({ attempt }) => attempt)).toEqual(world.restarts.map((_, i) => i + 1));
  });

  test('gives up when the same error came back 3 times, whatever its numbers', async () => {
    world.seen.set('orders', failing('DataException: bad record at offset 1'));
    world.result = () => {
      world.seen.set('orders', failing(`DataException: bad record at offset ${world.restarts.length}7`));
      return Promise.resolve('asked');
    };
    await switchOn();
    await pass(10 * 60 * MINUTE);
    expectMinutes([0, 2, 8]);
    expect(restarter.state('prod', 'orders').gaveUp).toBe('same error 3 times');
  });

  test('stops at the maximum', async () => {
    world.seen.set('orders', failing('a'));
    world.result = () => {
      world.seen.set('orders', failing('abcdefg'.slice(world.restarts.length)));
      return Promise.resolve('asked');
    };
    await switchOn('orders', 4);
    await pass(10 * 60 * MINUTE);
    expect(world.restarts).toHaveLength(4);
    expect(restarter.state('prod', 'orders').gaveUp).toBe('4 restarts did not help');
  });

  test('a failed call counts as a try', async () => {
    world.seen.set('orders', failing('x'));
    world.result = () => Promise.resolve('failed');
    await switchOn();
    await pass(3 * MINUTE);
    expectMinutes([0, 2]);
  });

  test('a rebalance does not count, and nothing is asked for 30 s after it', async () => {
    world.seen.set('orders', failing('x'));
    world.result = () => Promise.resolve(world.restarts.length < 3 ? 'postponed' : 'asked');
    await switchOn();
    await pass(MINUTE + 10_000);
    expect(world.restarts).toHaveLength(3);
    const [first, second, third] = world.restarts.map(({ at }) => at);
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(30_000);
    expect(Number(third) - Number(second)).toBeGreaterThanOrEqual(30_000);
    expect(restarter.state('prod', 'orders').restarts).toBe(1);
  });

  test('forgets its tries only when nothing is failed and the interval has passed', async () => {
    world.seen.set('orders', failing('x'));
    await switchOn();
    await pass(5_000);
    world.seen.set('orders', FINE);
    await pass(MINUTE);
    expect(restarter.state('prod', 'orders').restarts).toBe(1);
    world.seen.set('orders', failing('y'));
    await pass(30_000);
    expect(world.restarts).toHaveLength(1);
    world.seen.set('orders', FINE);
    await pass(2 * MINUTE);
    expect(restarter.state('prod', 'orders').restarts).toBe(0);
    world.seen.set('orders', failing('z'));
    await pass(5_000);
    expect(world.restarts).toHaveLength(2);
  });

  test('a wall clock set back by a day neither stops nor hurries it', async () => {
    world.seen.set('orders', failing('x'));
    await switchOn();
    await pass(5_000);
    clock.jump(-24 * 60 * MINUTE);
    await pass(MINUTE);
    expect(world.restarts).toHaveLength(1);
    await pass(2 * MINUTE);
    expect(world.restarts).toHaveLength(2);
  });
});

describe('restraint', () => {
  test('nothing is restarted that nobody switched on, and nothing after it was switched off', async () => {
    world.seen.set('orders', failing('x'));
    world.seen.set('other', failing('x'));
    await switchOn();
    await pass(5_000);
    await restarter.set('prod', 'orders', { enabled: false, maxRestarts: 7 });
    await pass(60 * MINUTE);
    expect(world.restarts.map(({ connector }) => connector)).toEqual(['orders']);
  });

  test('C27: what must be left alone is left alone, however long', async () => {
    world.seen.set('orders', { failing: true, handsOff: 'the connector is PAUSED', cause: 'x' });
    world.seen.set('unknown', undefined);
    await switchOn();
    await switchOn('unknown');
    await pass(3 * 60 * MINUTE);
    expect(world.restarts).toEqual([]);
    expect(restarter.preview('prod', 'orders')).toEqual({ do: 'leave', why: 'the connector is PAUSED' });
  });

  test('C25: 100 connectors that fail at once get at most 30 restarts in any minute, and each gets its own', async () => {
    for (let i = 0; i < 100; i += 1) {
      world.seen.set(`c${i}`, failing('x'));
      await switchOn(`c${i}`);
    }
    world.result = (connector) => {
      world.seen.set(connector, FINE);
      return Promise.resolve('asked');
    };
    await pass(6 * MINUTE);
    const times = world.restarts.map(({ at }) => at).sort((a, b) => a - b);
    expect(times).toHaveLength(100);
    expect(new Set(world.restarts.map(({ connector }) => connector)).size).toBe(100);
    for (const [i, at] of times.entries()) {
      expect(at - (times[i - 30] ?? 0)).toBeGreaterThanOrEqual(MINUTE);
    }
    expect(new Set(times.slice(0, 30)).size).toBeGreaterThan(1);
  });
});

describe('across restarts of the console', () => {
  test('tries and schedule go on where they were', async () => {
    world.seen.set('orders', failing('x'));
    await switchOn();
    await pass(5_000);
    await restarter[Symbol.asyncDispose]();
    restarter = await begin();
    await pass(MINUTE);
    expect(world.restarts).toHaveLength(1);
    await pass(MINUTE);
    expectMinutes([0, 2]);
  });

  test('C26: killed between the commit and the call, or between the call and its answer, it never asks twice', async () => {
    world.seen.set('orders', failing('x'));
    world.result = () => new Promise(() => undefined);
    await switchOn();
    clock.advance(5_000);
    for (let i = 0; i < 50 && world.restarts.length === 0; i += 1) await new Promise(setImmediate);
    expect(world.restarts).toHaveLength(1);
    await restarter[Symbol.asyncDispose]();
    restarter = await begin();
    expect(restarter.state('prod', 'orders').restarts).toBe(1);
    world.result = () => Promise.resolve('asked');
    await pass(MINUTE);
    expect(world.restarts).toHaveLength(1);
  });

  test('no commit, no call: a database that cannot be written restarts nothing', async () => {
    world.seen.set('orders', failing('x'));
    await switchOn();
    await db.schema.dropTable('auto_restart').execute();
    await pass(2 * MINUTE);
    expect(world.restarts).toEqual([]);
    expect(restarter.state('prod', 'orders').restarts).toBe(0);
  });
});

test('saving after it gave up begins anew', async () => {
  world.seen.set('orders', failing('x'));
  await switchOn('orders', 1);
  await pass(2 * MINUTE);
  expect(restarter.state('prod', 'orders').gaveUp).toBe('1 restart did not help');
  await switchOn('orders', 1);
  await pass(5_000);
  expect(world.restarts).toHaveLength(2);
});
