import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GET } from '@/app/metrics/route';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { setConsole } from '../../console';
import { listActions, startActions } from '../actions';

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

async function start(clusters: Record<string, string> = { prod: worker.url }): Promise<void> {
  running = await startTestConsole({ clusters });
  setConsole(running.console);
  await vi.waitFor(() =>
    expect(running.console.fleet.snapshot().connectors).toHaveLength(worker.connectors.size),
  );
}

async function scrape(): Promise<{ text: string; series: Map<string, number>; types: Map<string, string> }> {
  const response = await GET(new Request('http://localhost:3000/metrics'), { params: Promise.resolve({}) });
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  return { text, ...parseStrictly(text) };
}

/** A strict reader of the text format: throws where Prometheus would, and where a series is there twice. */
function parseStrictly(text: string) {
  const series = new Map<string, number>();
  const types = new Map<string, string>();
  let current = '';
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.slice(0, -1).split('\n')) {
    const head = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (head) {
      const [, kind = '', name = '', rest = ''] = head;
      if (kind === 'TYPE') {
        if (types.has(name) || !['gauge', 'counter'].includes(rest)) throw new Error(`type: ${line}`);
        types.set(name, rest);
        current = name;
      }
      continue;
    }
    const sample =
      /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/.exec(line);
    if (!sample || sample[1] !== current) throw new Error(`sample: ${line}`);
    const key = `${sample[1]}{${sample[2] ?? ''}}`;
    if (series.has(key) || !/^(-?\d+(\.\d+)?(e[+-]?\d+)?|NaN|[+-]Inf)$/.test(sample[3] ?? '')) {
      throw new Error(`value: ${line}`);
    }
    series.set(key, Number(sample[3]));
  }
  return { series, types };
}

test('every connector and task has exactly one series with its current state', async () => {
  worker.add('orders', { states: ['RUNNING', 'FAILED'] });
  await start();
  const { series } = await scrape();
  const of = (name: string) => [...series].filter(([key]) => key.startsWith(`${name}{`));
  expect(of('sluice_connector_state')).toEqual([
    ['sluice_connector_state{cluster="prod",connector="orders",state="RUNNING"}', 1],
  ]);
  expect(of('sluice_task_state')).toEqual([
    ['sluice_task_state{cluster="prod",connector="orders",task="0",state="RUNNING"}', 1],
    ['sluice_task_state{cluster="prod",connector="orders",task="1",state="FAILED"}', 1],
  ]);
  expect(series.get('sluice_cluster_connectors{cluster="prod",health="DEGRADED"}')).toBe(1);
  expect(series.get('sluice_cluster_connectors{cluster="prod",health="RUNNING"}')).toBe(0);
  expect(series.get('sluice_cluster_tasks_failed{cluster="prod"}')).toBe(1);
});

test('names with quotes, backslashes and line breaks cannot break the text', async () => {
  const name = 'a"b\\c\nd} 1\nevil{x="y"} 2 \u{1f600}';
  worker.add(name);
  await start();
  const { series } = await scrape();
  const escaped = 'a\\"b\\\\c\\nd} 1\\nevil{x=\\"y\\"} 2 \u{1f600}';
  expect(series.get(`sluice_connector_state{cluster="prod",connector="${escaped}",state="RUNNING"}`)).toBe(1);
});

test('no config, trace or secret is in the text', async () => {
  worker.passwordKeys = ['db.password'];
  worker.add('orders', {
    states: ['FAILED'],
    trace: 'org.x.SecretException: the-trace',
    config: { 'connector.class': 'FileStreamSource', 'db.password': 'hunter2hunter2', topic: 'the-topic' },
  });
  await start();
  expect((await scrape()).text).not.toMatch(/hunter2|the-trace|SecretException|the-topic|FileStreamSource/);
});

test('a change of state and a finished action are counted once', async () => {
  const orders = worker.add('orders');
  await start();
  if (orders.tasks[0]) orders.tasks[0].state = 'FAILED';
  await vi.waitFor(() => expect(running.console.fleet.snapshot().connectors[0]?.health).toBe('FAILED'));
  const clusterId = ClusterId.parse('prod');
  await startActions(running.context, { action: 'stop', targets: [{ clusterId, connector: 'orders' }] });
  await vi.waitFor(() => expect(listActions(running.context).actions[0]?.finishedAt).not.toBeNull(), {
    timeout: 10_000,
  });
  const { series, types } = await scrape();
  expect(series.get('sluice_transitions_total{cluster="prod",of="task",to="FAILED"}')).toBe(1);
  expect(series.get('sluice_actions_total{cluster="prod",kind="stop",outcome="succeeded"}')).toBe(1);
  expect(types.get('sluice_actions_total')).toBe('counter');
});

test('a cluster that is away says so, and costs the other one nothing', async () => {
  worker.add('orders');
  await start({ prod: worker.url, gone: 'http://127.0.0.1:1' });
  await vi.waitFor(async () => {
    const { series } = await scrape();
    expect(series.get('sluice_cluster_reachable{cluster="gone"}')).toBe(0);
    expect(series.get('sluice_cluster_reachability{cluster="gone",state="unreachable"}')).toBe(1);
    expect(series.get('sluice_cluster_reachable{cluster="prod"}')).toBe(1);
    expect(series.get('sluice_cluster_poll_age_seconds{cluster="prod"}')).toBeLessThan(5);
    expect(series.has('sluice_cluster_poll_age_seconds{cluster="gone"}')).toBe(false);
    expect(series.get('process_resident_memory_bytes{}')).toBeGreaterThan(1e6);
  });
});
