import { StatementSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ActionKind } from '@/lib/api/actions';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker, type Fault, type SeenRequest } from '@/lib/testing/fake-worker';
import { fastClock } from '@/lib/testing/fast-clock';
import { seeded } from '@/lib/testing/seeded';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { toProblem } from '../http/problem';
import { startActions } from './actions';
import { setAutoRestart } from './auto-restart';
import { createConnector, getConnector, updateConnectorConfig } from './connectors';
import { alterOffsets } from './offsets';

/**
 * A scripted day's work while, with chances of 1 % each, worker and database time out, answer an error, or do what
 * they were asked and then seem to have timed out. `SLUICE_SEEDS` sets how many different days.
 */

const SEEDS = Number(process.env.SLUICE_SEEDS ?? 5);
const CHANCE = 0.01;
const clusterId = ClusterId.parse('prod');
const PARTITION = '{"kafka_topic":"t","kafka_partition":0}';

let worker: FakeWorker;
let running: TestConsole;
let chance: (() => number) | undefined;

beforeEach(async () => {
  worker = await FakeWorker.start();
  for (const method of ['run', 'all'] as const) breakSometimes(method);
});
afterEach(async () => {
  chance = undefined;
  vi.restoreAllMocks();
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

const failure = (errcode: number, words: string) =>
  Object.assign(new Error(words), { code: 'ERR_SQLITE_ERROR', errcode });

/** Lets SQLite fail at random: locked, an input/output error, or one after the statement was carried out. */
function breakSometimes(method: 'run' | 'all'): void {
  // What it returns is passed on as it is, whichever of the two it is.
  const original: (...args: never[]) => never = StatementSync.prototype[method] as never;
  vi.spyOn(StatementSync.prototype, method).mockImplementation(function (this: StatementSync, ...args) {
    const dice = chance?.() ?? 1;
    const sql = this.sourceSQL;
    const execute = () => original.apply(this, args as unknown as never[]);
    // A rollback cannot fail, and of a commit there is no half.
    if (dice >= 3 * CHANCE || sql === 'rollback') return execute();
    if (dice < CHANCE) throw failure(5, 'database is locked');
    const isWhole = sql === 'commit' || sql.startsWith('begin');
    if (dice >= 2 * CHANCE && !isWhole) execute();
    throw failure(10, 'disk I/O error');
  });
}

const isWrite = ({ method, path }: SeenRequest) => method !== 'GET' && !path.endsWith('/validate');
const nameOf = ({ path, body }: SeenRequest) =>
  path === '/connectors' ? (JSON.parse(body) as { name: string }).name : (path.split('/')[2] ?? '');

/** What the worker will not refuse by itself. */
function isPossible(request: SeenRequest): boolean {
  const connector = worker.connectors.get(nameOf(request));
  if (request.path === '/connectors') return connector === undefined;
  return (
    connector !== undefined &&
    (!request.path.endsWith('/offsets') || connector.connector?.state === 'STOPPED')
  );
}

function chaos(request: SeenRequest): Fault | undefined {
  const dice = chance?.() ?? 1;
  if (dice < CHANCE) return isWrite(request) ? { do: 'reset' } : { do: 'hang' };
  if (dice < 2 * CHANCE)
    return { do: 'answer', status: 500, body: '{"error_code":500,"message":"injected"}' };
  return dice < 3 * CHANCE ? { do: 'apply-then-reset' } : undefined;
}

type Step = (connector: string, turn: number) => Promise<string | undefined>;

const act =
  (action: ActionKind): Step =>
  async (connector) => {
    const { actions } = await startActions(running.context, { action, targets: [{ clusterId, connector }] });
    return actions[0]?.id;
  };

const edit: Step = async (connector, turn) => {
  const ref = { clusterId, connector };
  const { configHash } = await getConnector(running.context, ref);
  const draft = { set: { 'connector.class': 'X', topic: `t${turn}` } };
  return (
    await updateConnectorConfig(running.context, { ...ref, update: { draft, configHash: configHash ?? '' } })
  ).id;
};

const offsets: Step = async (connector, turn) => {
  const committed = worker.connectors.get(connector)?.offsets ?? '[]';
  const [entry] = JSON.parse(committed) as { offset: unknown }[];
  const before = entry ? JSON.stringify(entry.offset) : null;
  const changes = [{ partition: PARTITION, before, after: `{"kafka_offset":${turn}}` }];
  return (await alterOffsets(running.context, { clusterId, connector, edit: { changes } })).id;
};

const automate: Step = async (connector, turn) => {
  const settings = { enabled: turn % 2 === 0, maxRestarts: 7 };
  await setAutoRestart(running.context, { clusterId, connector, settings });
  return undefined;
};

const create: Step = async (name) => {
  const connector = { name, draft: { set: { 'connector.class': 'X' } } };
  return (await createConnector(running.context, { clusterId, connector })).id;
};

const DAY: readonly Step[] = [
  ...[create, act('pause'), edit, act('resume'), automate, act('restart-all'), act('stop')],
  ...[offsets, offsets, act('resume'), edit, edit, act('pause'), act('delete'), create, edit, automate],
];

const applied = new Map<string, number>();

/** How often the worker may have carried something out that ended so. */
function allowed(phase: string | undefined, hasStatus: boolean): number[] {
  if (phase === 'refused') return [0];
  if (phase === 'unknown') return hasStatus ? [1] : [0, 1];
  if (phase === 'failed') return hasStatus ? [1] : [0];
  return [1];
}

/** One connector's day. Every step ends before the next, so that each write is known by whom it was asked. */
async function work(connector: string, seed: number): Promise<void> {
  for (const [turn, step] of DAY.entries()) {
    const before = applied.get(connector) ?? 0;
    const known = new Set(running.console.actions.list().map(({ id }) => id));
    let thrown: unknown;
    await step(connector, turn).catch((error: unknown) => {
      thrown = error;
    });
    const record = await vi.waitFor(
      () => {
        const mine = running.console.actions
          .list()
          .find((one) => one.connector === connector && !known.has(one.id));
        if (mine && mine.finishedAt === null) throw new Error(`not finished: ${mine.action}`);
        return mine;
      },
      { timeout: 20_000, interval: 10 },
    );
    const times = (applied.get(connector) ?? 0) - before;
    const said = JSON.stringify([seed, connector, turn, record?.action, record?.phase, record?.summary]);
    if (record)
      expect(allowed(record.phase, record.workerStatus !== null && thrown === undefined), said).toContain(
        times,
      );
    else expect(times, said).toBe(0);
    // Whatever goes wrong is told in words; nothing is "our fault".
    if (thrown !== undefined)
      expect(toProblem(thrown, 'r'), said + String(thrown)).not.toMatchObject({ status: 500 });
  }
}

test.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
  'C30 with faults of seed %i nothing is lost or doubled, and every outcome is told as it was',
  async (seed) => {
    applied.clear();
    worker.beforeAnswer = (request) => {
      if (isWrite(request) && isPossible(request))
        applied.set(nameOf(request), (applied.get(nameOf(request)) ?? 0) + 1);
    };
    running = await startTestConsole({ clusters: { prod: worker.url }, clock: fastClock(40), pollMs: 4_000 });
    const { db, audit, actions, fleet, history } = running.console;
    await vi.waitFor(() => expect(fleet.watch('prod').root?.version).toBe(worker.version), {
      timeout: 10_000,
    });
    worker.chaos = chaos;
    chance = seeded(seed);
    const names = Array.from({ length: 6 }, (_, i) => `c${i}`);
    await Promise.all(names.map((name) => work(name, seed)));
    chance = undefined;
    await vi.waitFor(
      async () => {
        expect(await audit.openIntents()).toEqual([]);
        const kept = await db.selectFrom('action').select('record').execute();
        const shown = new Map(actions.list().map((one) => [one.id, one]));
        expect(new Map(kept.map(({ record }) => JSON.parse(record)).map((one) => [one.id, one]))).toEqual(
          shown,
        );
        const rows = fleet.snapshot().connectors.map(({ name, state }) => [name, state]);
        const truth = [...worker.connectors].map(([name, { connector }]) => [name, connector?.state]);
        expect(rows.sort()).toEqual(truth.sort());
        await history.flush();
        const last = await db
          .selectFrom('instance')
          .select(['connector', 'state'])
          .where('task', '=', -1)
          .execute();
        const alive = last.filter(({ state }) => state !== null).map((one) => [one.connector, one.state]);
        expect(alive.sort()).toEqual(truth.sort());
      },
      { timeout: 15_000, interval: 100 },
    );
    expect(await audit.firstBroken()).toBeNull();
    const outcomes = await db.selectFrom('audit').select('action_id').where('kind', '=', 'outcome').execute();
    expect(new Set(outcomes.map((row) => row.action_id)).size).toBe(outcomes.length);
  },
  60_000,
);
