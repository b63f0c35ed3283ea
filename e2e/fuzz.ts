/** `npm run fuzz -- [--inputs 1000000] [--seed N]`: every property of lib/testing/fuzz with its share of the inputs. */
import { inspect, parseArgs } from 'node:util';
import { AVRO_TARGETS } from '../lib/testing/fuzz/avro-targets.ts';
import { DATA_TARGETS } from '../lib/testing/fuzz/data-targets.ts';
import { REST_TARGETS } from '../lib/testing/fuzz/rest-targets.ts';

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string' } },
});
const targets = [...DATA_TARGETS, ...AVRO_TARGETS, ...REST_TARGETS];
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const runs = Math.ceil(Number(values.inputs) / (targets.length - 1));
let failed = 0;
for (const { name, check } of targets) {
  const startedAt = performance.now();
  const outcome = await check(runs, seed).then(
    () => 'held',
    (error: unknown) => {
      failed += 1;
      return `BROKEN\n${inspect(error)}`;
    },
  );
  process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(0)} s  ${name}: ${outcome}\n`);
}
process.stdout.write(`${runs * (targets.length - 1)} inputs and more, seed ${seed}, ${failed} broken\n`);
process.exitCode = failed === 0 ? 0 : 1;
