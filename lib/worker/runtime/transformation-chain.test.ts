import { expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { aRecord } from '../../testing/transforms.ts';
import { ConfigDef } from '../api/config-def.ts';
import { ConfigException, DataException } from '../api/exceptions.ts';
import type { ConnectRecord } from '../api/transformation.ts';
import { RecordRetries } from './record-retries.ts';
import { RetryWithToleranceOperator, SKIPPED } from './retry-with-tolerance-operator.ts';
import { parseStages } from './stage-config.ts';
import { TaskMetrics } from './task-metrics.ts';
import type { StageReference } from './thread-protocol.ts';
import { type StageLoader, TransformationChain } from './transformation-chain.ts';

const silent = () => undefined;
const log = { trace: silent, debug: silent, info: silent, warn: silent, error: silent, with: () => log };
const where = () => '';

type Apply = (record: ConnectRecord) => ConnectRecord | null;

/** A chain of these functions, each named by its class, and what happened to them. */
async function aChain(classes: Record<string, Apply>, stages: readonly Partial<StageReference>[]) {
  const closed: string[] = [];
  const common = (className: string) => ({
    className,
    version: '1',
    create: () => ({
      config: () => new ConfigDef(),
      configure: (config: Readonly<Record<string, string>>) => {
        if (config.fail) throw new ConfigException(config.fail);
      },
      apply: (record: ConnectRecord) => classes[className]?.(record) ?? null,
      test: (record: ConnectRecord) => record.topic === className,
      close: () => closed.push(className),
    }),
  });
  const loader: StageLoader = {
    transformation: async ({ className }) => ({ type: 'transformation', ...common(className) }),
    predicate: async ({ className }) => ({ type: 'predicate', ...common(className) }),
  };
  const references = stages.map((stage) => ({ ...aStage('none'), ...stage }));
  return {
    closed,
    chain: await TransformationChain.open(references, loader).catch((error: unknown) => error as Error),
  };
}

function aStage(className: string, config: Record<string, string> = {}): StageReference {
  return {
    transformation: { className, moduleUrl: undefined, config },
    predicate: undefined,
    isNegated: false,
  };
}

function anOperator(tolerance: 'none' | 'all', failures: unknown[] = []) {
  return new RetryWithToleranceOperator({
    config: { 'errors.tolerance': tolerance },
    retries: new RecordRetries({
      config: {},
      clock: systemClock,
      stopped: new AbortController().signal,
      log,
    }),
    task: 'c-0',
    log,
    metrics: new TaskMetrics('source'),
    clock: systemClock,
    onFailure: (context, error) => failures.push([context.stage, context.className, error]),
  });
}

const append =
  (text: string): Apply =>
  (record) => ({ ...record, topic: record.topic + text });

it('applies its stages in their order', async () => {
  const { chain } = await aChain({ a: append('a'), b: append('b') }, [aStage('b'), aStage('a')]);
  expect((chain as TransformationChain).apply(aRecord(), anOperator('none'), where)).toMatchObject({
    topic: 'tba',
  });
});

it.each([
  ['t', false, 'ta'],
  ['other', false, 't'],
  ['t', true, 't'],
  ['other', true, 'ta'],
])('with a predicate on topic %s, negated: %s, makes %s', async (className, isNegated, topic) => {
  const predicate = { className, moduleUrl: undefined, config: {} };
  const { chain } = await aChain({ a: append('a') }, [{ ...aStage('a'), predicate, isNegated }]);
  expect((chain as TransformationChain).apply(aRecord(), anOperator('none'), where)).toMatchObject({ topic });
});

it('ends with the stage that drops the record', async () => {
  let calls = 0;
  const count: Apply = (record) => {
    calls += 1;
    return record;
  };
  const { chain } = await aChain({ drop: () => null, count }, [
    aStage('count'),
    aStage('drop'),
    aStage('count'),
  ]);
  expect((chain as TransformationChain).apply(aRecord(), anOperator('none'), where)).toBeNull();
  expect(calls).toBe(1);
});

it('skips a record that fails when that is tolerated, naming stage and class, and fails the task otherwise', async () => {
  const error = new DataException('bad');
  const fail = () => {
    throw error;
  };
  const { chain } = await aChain({ fail, a: append('a') }, [aStage('fail'), aStage('a')]);
  const failures: unknown[] = [];
  const apply = (tolerance: 'none' | 'all') =>
    (chain as TransformationChain).apply(aRecord(), anOperator(tolerance, failures), where);
  expect(apply('all')).toBe(SKIPPED);
  expect(failures).toEqual([['TRANSFORMATION', 'fail', error]]);
  expect(() => apply('none')).toThrow('Tolerance exceeded in error handler');
});

it('tells what a stage threw in configure, and closes those before it', async () => {
  const { chain, closed } = await aChain({}, [aStage('a'), aStage('b', { fail: 'no such option' })]);
  expect(chain).toMatchObject({
    className: 'org.apache.kafka.connect.errors.ConnectException',
    message: 'org.apache.kafka.common.config.ConfigException: no such option',
    cause: { message: 'no such option' },
  });
  expect(closed).toEqual(['a']);
});

it('closes transformations and their predicates', async () => {
  const predicate = { className: 'p', moduleUrl: undefined, config: {} };
  const { chain, closed } = await aChain({}, [{ ...aStage('a'), predicate }, aStage('b')]);
  (chain as TransformationChain).close();
  expect(closed).toEqual(['a', 'p', 'b']);
});

it('reads stages from a config: order, options without prefix, predicate, negate', () => {
  const config = {
    transforms: 'b, a',
    'transforms.a.type': 'A',
    'transforms.a.x': '1',
    'transforms.b.type': 'B',
    'transforms.b.predicate': 'p',
    'transforms.b.negate': ' TRUE ',
    predicates: 'p',
    'predicates.p.type': 'P',
    'predicates.p.y': '2',
  };
  expect(parseStages(config)).toEqual([
    {
      type: 'B',
      config: { type: 'B' },
      predicate: { type: 'P', config: { type: 'P', y: '2' } },
      isNegated: true,
    },
    { type: 'A', config: { type: 'A', x: '1' }, predicate: undefined, isNegated: false },
  ]);
  expect(parseStages({})).toEqual([]);
});

it('refuses a predicate that is not among the predicates', () => {
  const config = { transforms: 'a', 'transforms.a.type': 'A', 'transforms.a.predicate': 'p' };
  expect(() => parseStages(config)).toThrow("Unknown configuration 'predicates.p.type'");
});
