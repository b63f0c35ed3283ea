import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, eventually, newDir, readText, testProperties, waitForStates } from './support.ts';
import { startProcess } from './worker-program.ts';

/** A sink whose every put takes its time; it says in a file how many records each had. */
const SLOW_SINK = `
import { appendFileSync } from 'node:fs';
export function plugins({ ConfigDef }) {
  class SlowTask {
    start(options) { this.file = options.file; }
    async put(records) {
      if (records.length > 0) appendFileSync(this.file, records.length + '\\n');
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    }
    flush() {}
    stop() {}
  }
  class SlowConnector {
    config() {
      return new ConfigDef().define({ name: 'file', type: 'STRING', importance: 'HIGH', documentation: 'Where to say it.' });
    }
    start(config) { this.options = config; }
    taskConfigs() { return [this.options]; }
    stop() {}
  }
  return [{ type: 'sink', className: 'test.SlowSink', taskClassName: 'test.SlowTask', version: '1', createConnector: () => new SlowConnector(), createTask: () => new SlowTask() }];
}
`;
/** Records a second at least, on any machine that is not busy with other things. */
const RATE = 10_000;
const MAX_MB = 400;
const SECONDS = Number(process.env.SLUICE_SECONDS ?? 15);

it('W25: a source without pause and a sink that takes 10 s for each put stay within their memory', async () => {
  const dir = newDir();
  const plugins = join(dir, 'plugins', 'slow');
  mkdirSync(plugins, { recursive: true });
  writeFileSync(join(plugins, 'index.mjs'), SLOW_SINK);
  const properties = testProperties(dir, { 'plugin.path': join(dir, 'plugins') });
  const { child, url } = await startProcess(dir, properties);
  const slow = { 'connector.class': 'test.SlowSink', topics: 'fast', file: join(dir, 'puts.txt') };
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
