/**
 * Measures the embedded worker against `cat` and Apache Connect with its broker, in one run: `npm run bench:worker`.
 *
 * Options: --records 2000000 --rounds 3 --only String --no-apache --profile DIR (V8's profiles of the main thread).
 * Every copy is compared with what it should be, byte for byte.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startRegistry } from '../kafka/registry.ts';
import { reasonToSkipRegistry } from '../kafka/why-no-kafka.ts';
import { reasonToSkipKafka, startApache, TUNED } from './apache.ts';
import { memoryMb, percentile } from './measure.ts';
import {
  avroScenario,
  type MeasuredWorker,
  measureCat,
  measurePipe,
  type Overrides,
  type PipeFigures,
  probeRest,
  type Scenario,
  scenarios,
  writeInput,
} from './pipes.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '2000000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    'no-apache': { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const MAIN = path.resolve('dist/worker/main.mjs');
const IDLE_MS = 3_000;

/** Something that is measured. `overrides`: how it is tuned. */
interface Contender {
  readonly name: string;
  readonly overrides?: Overrides;
  readonly start: (dir: string) => Promise<MeasuredWorker>;
}

/** Starts the built worker as `npm run start:worker` would, on a new data directory. */
async function startEmbedded(dir: string): Promise<MeasuredWorker> {
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, 'worker.properties');
  const text = 'org.apache.kafka.connect.storage.StringConverter';
  writeFileSync(
    file,
    [
      'listeners=http://127.0.0.1:0',
      `data.dir=${path.join(dir, 'data')}`,
      `key.converter=${text}`,
      `value.converter=${text}`,
      'offset.flush.interval.ms=1000',
    ].join('\n'),
  );
  const flags =
    values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(values.profile)}`];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...flags, MAIN, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const found = /ready at (\S+),/.exec(log)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The worker ended: ${log}`)));
  });
  await (await fetch(`${url}/connectors`)).arrayBuffer();
  return {
    url,
    pids: [child.pid ?? 0],
    startMs: performance.now() - startedAt,
    async [Symbol.asyncDispose]() {
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** What a contender is like before anything is asked of it. Units: ms, MB. */
interface IdleFigures {
  readonly startMs: number;
  readonly memory: number;
  readonly restP50: number;
  readonly restP99: number;
}

interface Row {
  readonly scenario: string;
  readonly contender: string;
  readonly idle: IdleFigures;
  readonly figures: PipeFigures;
}

async function measureIdle(worker: MeasuredWorker): Promise<IdleFigures> {
  await sleep(IDLE_MS);
  const memory = memoryMb(worker.pids[0] ?? 0).now;
  const rest = probeRest(worker.url);
  await sleep(IDLE_MS);
  const latencies = await rest.stop();
  return {
    ...{ startMs: worker.startMs, memory },
    ...{ restP50: percentile(latencies, 0.5), restP99: percentile(latencies, 0.99) },
  };
}

async function runScenario(
  root: string,
  scenario: Scenario,
  contenders: readonly Contender[],
): Promise<Row[]> {
  const input = path.join(root, 'input');
  const made = await writeInput(input, scenario);
  const rows: Row[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const cat = await measureCat(input, path.join(root, 'copy'), scenario);
    const figures = {
      rate: cat,
      cpu: Number.NaN,
      memory: Number.NaN,
      restP50: Number.NaN,
      restP99: Number.NaN,
    };
    const idle = { startMs: Number.NaN, memory: Number.NaN, restP50: Number.NaN, restP99: Number.NaN };
    rows.push({ scenario: scenario.name, contender: 'cat + sync', idle, figures });
    for (const [number, { name, overrides, start }] of contenders.entries()) {
      const dir = path.join(root, `worker-${number}`);
      {
        await using worker = await start(dir);
        const before = await measureIdle(worker);
        const files = { input, output: path.join(root, 'output'), name: `bench-${number}`, ...made };
        const moved = await measurePipe(worker, scenario, { ...files, ...(overrides ? { overrides } : {}) });
        rows.push({ scenario: scenario.name, contender: name, idle: before, figures: moved });
      }
      rmSync(dir, { recursive: true });
    }
  }
  return rows;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const HEAD = [
  'k records/s',
  '× Apache',
  'CPU s/M',
  'MB',
  'p50 ms',
  'p99 ms',
  'idle MB',
  'idle p99',
  'start ms',
];

/** Prints a scenario's rows: medians of its rounds; the ratio is to Apache as it comes. */
function print(scenario: string, rows: readonly Row[]): void {
  console.log(`\n${scenario.padEnd(34)}${HEAD.map((head) => head.padStart(12)).join('')}`);
  const of = (name: string, pick: (row: Row) => number) =>
    median(rows.filter(({ contender }) => contender === name).map(pick));
  const apache = of('Apache Connect 4.3.1', ({ figures }) => figures.rate);
  for (const name of new Set(rows.map(({ contender }) => contender))) {
    const cells = [
      of(name, ({ figures }) => figures.rate) / 1000,
      of(name, ({ figures }) => figures.rate) / apache,
      of(name, ({ figures }) => figures.cpu),
      of(name, ({ figures }) => figures.memory),
      of(name, ({ figures }) => figures.restP50),
      of(name, ({ figures }) => figures.restP99),
      of(name, ({ idle }) => idle.memory),
      of(name, ({ idle }) => idle.restP99),
      of(name, ({ idle }) => idle.startMs),
    ];
    const shown = cells.map((cell) =>
      (Number.isNaN(cell) ? '' : cell.toFixed(cell < 20 ? 2 : 0)).padStart(12),
    );
    console.log(`  ${name.padEnd(32)}${shown.join('')}`);
  }
}

/** The embedded worker alone: Apache's comes without Confluent's converter. */
async function runAvro(root: string): Promise<void> {
  const reason = reasonToSkipRegistry();
  if (reason !== undefined) return console.log(`Avro is not measured: ${reason}`);
  await using registry = await startRegistry(path.join(root, 'registry'));
  const scenario = avroScenario(Number(values.records), registry.url);
  print(scenario.name, await runScenario(root, scenario, contenders.slice(0, 1)));
}

const skip = values['no-apache'] ? 'it was left out' : reasonToSkipKafka();
if (skip !== undefined) console.log(`Apache Connect is not measured: ${skip}`);
const contenders: Contender[] = [
  { name: 'embedded worker', start: startEmbedded },
  ...(skip === undefined
    ? [
        { name: 'Apache Connect 4.3.1', start: startApache },
        { name: 'Apache Connect 4.3.1, tuned', start: startApache, overrides: TUNED },
      ]
    : []),
];
const root = mkdtempSync(path.join(tmpdir(), 'sluice-bench-'));
try {
  const isWanted = ({ name }: { name: string }) => values.only === undefined || name === values.only;
  const wanted = scenarios(Number(values.records)).filter(isWanted);
  for (const scenario of wanted) print(scenario.name, await runScenario(root, scenario, contenders));
  if (isWanted({ name: 'Avro' })) await runAvro(root);
} finally {
  rmSync(root, { recursive: true, force: true });
}
