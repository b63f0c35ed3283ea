import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  call,
  eventually,
  newDir,
  readText,
  testProperties,
  waitForStates,
  writeTestPlugins,
} from './support.ts';
import { startProcess } from './worker-program.ts';

/** Records a second at least, on any machine that is not busy with other things. */
const RATE = 10_000;
const MAX_MB = 400;
const SECONDS = Number(process.env.SLUICE_SECONDS ?? 15);

it('W25: a source without pause and a sink that takes 10 s for each put stay within their memory', async () => {
  const dir = newDir();
  const properties = testProperties(dir, { 'plugin.path': writeTestPlugins(dir) });
  const { child, url } = await startProcess(dir, properties);
  const slow = {
    'connector.class': 'test.CountingSinkConnector',
    ...{ topics: 'fast', behaviour: 'x', file: join(dir, 'puts.txt'), put_ms: '10000' },
  };
  expect((await call(url, 'PUT', '/connectors/slow/config', slow)).status).toBe(201);
  const fast = { 'connector.class': 'DatagenSource', topic: 'fast', 'max.interval.ms': '0' };
  expect((await call(url, 'PUT', '/connectors/fast/config', fast)).status).toBe(201);
  await waitForStates(url, 'slow', 'RUNNING', 'RUNNING');
  await eventually(
    () => readText(join(dir, 'puts.txt')),
    (text) => text !== '',
  );
  const before = await recordsMade(url);
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  expect((await recordsMade(url)) - before).toBeGreaterThan(RATE * SECONDS);
  await waitForStates(url, 'fast', 'RUNNING', 'RUNNING');
  await waitForStates(url, 'slow', 'RUNNING', 'RUNNING');
  expect(ownMemoryMb(child.pid)).toBeLessThan(MAX_MB);
});

async function recordsMade(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/source_record_write_total\{[^}]*connector="fast"[^}]*\} (\d+)/.exec(text)?.[1]);
}

/** Without what is mapped of the log, which the system takes back as it needs it. */
function ownMemoryMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
