import { describe, it } from 'vitest';
import { AVRO_TARGETS } from './avro-targets.ts';
import { DATA_TARGETS } from './data-targets.ts';
import { REST_TARGETS } from './rest-targets.ts';

const RUNS = 500;
const SEED = 20_260_101;

describe('W4, W22, W26, W38: a short round of npm run fuzz', () => {
  it.each(
    [...DATA_TARGETS, ...AVRO_TARGETS, ...REST_TARGETS].map((target) => [target.name, target] as const),
  )('%s', (_, { check }) => check(RUNS, SEED), 60_000);
});
