import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, memoryMb, percentile } from './measure.ts';

type Config = Readonly<Record<string, string>>;

const STRING = 'org.apache.kafka.connect.storage.StringConverter';
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';
const TRANSFORMS = 'org.apache.kafka.connect.transforms';

/** What is moved and how. Shape: `line` makes a line of the input, `expected` what the sink makes of it. */
export interface Scenario {
  readonly name: string;
  readonly lineBytes: number;
  readonly count: number;
  readonly source: Config;
  readonly sink: Config;
  readonly expected: (line: string) => string;
}

const converter = (name: string, more: Config = {}): Config => ({
  'key.converter': STRING,
  'value.converter': name,
  ...more,
});
const schemaless = converter(JSON_CONVERTER, { 'value.converter.schemas.enable': 'false' });
const hoisted: Config = {
  transforms: 'hoist',
  'transforms.hoist.type': `${TRANSFORMS}.HoistField$Value`,
  'transforms.hoist.field': 'line',
};
const same = (line: string) => line;

/** Every scenario at the given number of 100-byte records; larger records are fewer, for the same bytes at most. */
export function scenarios(count: number): Scenario[] {
  const small = { lineBytes: 100, count };
  const plain = { source: converter(STRING), sink: converter(STRING), expected: same };
  return [
    { name: 'String', ...small, ...plain },
    {
      name: 'JSON with schemas',
      ...small,
      source: converter(JSON_CONVERTER),
      sink: converter(JSON_CONVERTER),
      expected: same,
    },
    { name: 'schemaless JSON strings', ...small, source: schemaless, sink: schemaless, expected: same },
    {
      name: 'schemaless JSON objects',
      ...small,
      source: { ...schemaless, ...hoisted },
      sink: schemaless,
      expected: (line) => `{line=${line}}`,
    },
    {
      name: 'JSON objects, 3 transforms more',
      ...small,
      source: {
        ...schemaless,
        transforms: 'hoist,insert,rename,mask',
        'transforms.hoist.type': `${TRANSFORMS}.HoistField$Value`,
        'transforms.hoist.field': 'line',
        'transforms.insert.type': `${TRANSFORMS}.InsertField$Value`,
        'transforms.insert.static.field': 'site',
        'transforms.insert.static.value': 'eu',
        'transforms.rename.type': `${TRANSFORMS}.ReplaceField$Value`,
        'transforms.rename.renames': 'site:region',
        'transforms.mask.type': `${TRANSFORMS}.MaskField$Value`,
        'transforms.mask.fields': 'region',
        'transforms.mask.replacement': 'xx',
      },
      sink: schemaless,
      expected: (line) => `{line=${line}, region=xx}`,
    },
    { name: 'String 1 KiB', lineBytes: 1024, count: Math.ceil(count / 5), ...plain },
  ];
}

/** Records of one field in Avro, with a Schema Registry. */
export function avroScenario(count: number, registryUrl: string): Scenario {
  const avro = converter('io.confluent.connect.avro.AvroConverter', {
    'value.converter.schema.registry.url': registryUrl,
  });
  return {
    ...{ name: 'Avro', lineBytes: 100, count, source: { ...avro, ...hoisted }, sink: avro },
    expected: (line) => `Struct{line=${line}}`,
  };
}

/** A worker that was started to be measured. Units: `startMs` until it answered. */
export interface MeasuredWorker extends AsyncDisposable {
  readonly url: string;
  /** All its processes, a broker's among them. */
  readonly pids: readonly number[];
  readonly startMs: number;
}

/** What one scenario came to. Units: records a second; CPU seconds per million records; MB; ms. */
export interface PipeFigures {
  readonly rate: number;
  readonly cpu: number;
  readonly memory: number;
  readonly restP50: number;
  readonly restP99: number;
}

/** Writes the input of a scenario, and answers the digest and size of the output it must come to. */
export async function writeInput(
  file: string,
  { count, lineBytes, expected }: Scenario,
): Promise<{ digest: string; sizeBytes: number }> {
  mkdirSync(path.dirname(file), { recursive: true });
  const out = createWriteStream(file);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (let from = 0; from < count; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, count - from) }, (_, n) =>
      lineOf(from + n, lineBytes),
    );
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
    const wanted = Buffer.from(`${lines.map(expected).join('\n')}\n`);
    hash.update(wanted);
    sizeBytes += wanted.length;
  }
  out.end();
  await once(out, 'close');
  return { digest: hash.digest('hex'), sizeBytes };
}

/** A line with its newline is exactly so long; no two are equal. */
function lineOf(number: number, lineBytes: number): string {
  const head = `record ${String(number).padStart(9, '0')} `;
  return (
    head +
    'abcdefghij klmnopqrstuvwxyz 0123456789 '
      .repeat(30)
      .slice(number % 37)
      .slice(0, lineBytes - 1 - head.length)
  );
}

/** Copies the input by `cat` and makes it durable: what the disk and the machine allow. Units: records a second. */
export async function measureCat(input: string, output: string, scenario: Scenario): Promise<number> {
  writeFileSync(output, '');
  const startedAt = performance.now();
  const child = spawn('sh', ['-c', 'cat "$0" > "$1" && sync "$1"', input, output], { stdio: 'ignore' });
  await once(child, 'exit');
  const seconds = (performance.now() - startedAt) / 1000;
  rmSync(output);
  return scenario.count / seconds;
}

const WARM_SHARE = 0.05;
const SAMPLE_MS = 4;
const LIMIT_MS = 180_000;

/**
 * Moves the input through a topic into a file and measures it from the first twentieth of the output on.
 *
 * Errors: an Error when the output is not what the scenario says, byte for byte, or does not come.
 */
export async function measurePipe(
  worker: MeasuredWorker,
  scenario: Scenario,
  files: {
    input: string;
    output: string;
    digest: string;
    sizeBytes: number;
    name: string;
    overrides?: Overrides;
  },
): Promise<PipeFigures> {
  const { input, output, sizeBytes, name } = files;
  rmSync(output, { force: true });
  const base = { 'tasks.max': '1' };
  await put(worker.url, `${name}-sink`, {
    ...{ 'connector.class': 'FileStreamSink', file: output, topics: name },
    ...{ ...base, ...scenario.sink, ...files.overrides?.sink },
  });
  await put(worker.url, `${name}-source`, {
    ...{ 'connector.class': 'FileStreamSource', file: input, topic: name },
    ...{ ...base, ...scenario.source, ...files.overrides?.source },
  });
  const deadline = performance.now() + LIMIT_MS;
  const sizeNow = () => statSync(output, { throwIfNoEntry: false })?.size ?? 0;
  const reaches = async (bytes: number) => {
    while (sizeNow() < bytes) {
      if (performance.now() > deadline)
        throw new Error(`${scenario.name}: ${sizeNow()} of ${sizeBytes} bytes came`);
      await sleep(SAMPLE_MS);
    }
  };
  await reaches(sizeBytes * WARM_SHARE);
  const from = { bytes: sizeNow(), at: performance.now(), cpu: cpuOf(worker) };
  const rest = probeRest(worker.url);
  await reaches(sizeBytes);
  const seconds = (performance.now() - from.at) / 1000;
  const cpu = cpuOf(worker) - from.cpu;
  const latencies = await rest.stop();
  const records = (scenario.count * (sizeBytes - from.bytes)) / sizeBytes;
  const memory = worker.pids.reduce((sum, pid) => sum + memoryMb(pid).now, 0);
  for (const end of ['source', 'sink'])
    await fetch(`${worker.url}/connectors/${name}-${end}`, { method: 'DELETE' });
  const digest = await digestOf(output);
  if (digest !== files.digest) throw new Error(`${scenario.name}: the output is not what it should be`);
  rmSync(output);
  return {
    ...{ rate: records / seconds, cpu: (cpu / records) * 1e6, memory },
    ...{ restP50: percentile(latencies, 0.5), restP99: percentile(latencies, 0.99) },
  };
}

/** Options that a tuned run adds. */
export interface Overrides {
  readonly source: Config;
  readonly sink: Config;
}

const PROBE_MS = 20;

/** Asks for a list every 20 ms until it is stopped. Shape: latencies in ms. */
export function probeRest(url: string): { stop: () => Promise<number[]> } {
  const latencies: number[] = [];
  let isOver = false;
  const probing = (async () => {
    while (!isOver) {
      const at = performance.now();
      await (await fetch(`${url}/connectors?expand=status`)).arrayBuffer();
      latencies.push(performance.now() - at);
      await sleep(PROBE_MS);
    }
  })();
  const stop = async () => {
    isOver = true;
    await probing;
    return latencies;
  };
  return { stop };
}

async function put(url: string, name: string, config: Config): Promise<void> {
  const answer = await fetch(`${url}/connectors/${name}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(config),
  });
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

function cpuOf({ pids }: MeasuredWorker): number {
  return pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
