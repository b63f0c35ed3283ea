import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { call, eventually, newDir, testProperties } from './support.ts';

const TOOLS = 'org.apache.kafka.connect.tools';
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

interface Line {
  readonly name: string;
  readonly seqno: number;
  readonly committed?: boolean;
  readonly flushed?: boolean;
}

/** Runs a worker as a process; its lines of JSON are collected. */
async function aProcess(dir: string, lines: Line[]) {
  const file = join(dir, 'worker.properties');
  const json = 'org.apache.kafka.connect.json.JsonConverter';
  const properties = testProperties(dir, { 'key.converter': json, 'value.converter': json });
  writeFileSync(
    file,
    Object.entries(properties)
      .map(([key, value]) => `${key}=${value}`)
      .join('\n'),
  );
  const child = spawn(process.execPath, [MAIN, file], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  let url = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (text + chunk.toString()).split('\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      if (part.startsWith('{')) lines.push(JSON.parse(part) as Line);
      url ||= /ready at (\S+),/.exec(part)?.[1] ?? '';
    }
  });
  await eventually(
    () => url,
    (found) => found !== '',
  );
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await exited;
  };
  return { url, end };
}

it('W1 passes the pair’s own check over a kill of the worker: no number is missing, all that is committed was made', async () => {
  const dir = newDir();
  const lines: Line[] = [];
  const seen = (name: string, kind: 'committed' | 'flushed') =>
    lines.filter((line) => line.name === name && line[kind]).map(({ seqno }) => seqno);
  const first = await aProcess(dir, lines);
  const source = {
    'connector.class': `${TOOLS}.VerifiableSourceConnector`,
    topic: 'numbers',
    throughput: '200',
  };
  const sink = { 'connector.class': 'VerifiableSink', topics: 'numbers' };
  expect((await call(first.url, 'PUT', '/connectors/src/config', source)).status).toBe(201);
  expect((await call(first.url, 'PUT', '/connectors/snk/config', sink)).status).toBe(201);
  await eventually(
    () => seen('snk', 'flushed').length,
    (count) => count >= 50,
  );
  await first.end('SIGKILL');
  const before = Math.max(...seen('snk', 'flushed'));
  const second = await aProcess(dir, lines);
  await eventually(
    () => Math.max(...seen('snk', 'flushed')),
    (last) => last >= before + 50,
  );
  const { body } = await call(second.url, 'GET', '/connectors/src/offsets');
  expect(body).toMatchObject({ offsets: [{ partition: { id: 0 } }] });
  await second.end('SIGTERM');
  const flushed = new Set(seen('snk', 'flushed'));
  const last = Math.max(...flushed);
  expect([...flushed].sort((a, b) => a - b)).toEqual(Array.from({ length: last + 1 }, (_, number) => number));
  const committed = new Set(seen('src', 'committed'));
  const put = new Set(lines.filter((line) => line.name === 'snk').map(({ seqno }) => seqno));
  expect(
    [...put].filter((seqno) => !lines.some((line) => line.name === 'src' && line.seqno === seqno)),
  ).toEqual([]);
  expect([...committed].filter((seqno) => seqno <= last && !flushed.has(seqno))).toEqual([]);
});
