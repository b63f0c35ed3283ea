/**
 * Measures the built console on a large fake fleet: `npm run bench:console`.
 *
 * Options: --connectors 10000 --tasks 5 --clients 1000 --seconds 30 --share 0.001 --no-browser; with --history it
 * measures 50 million transitions (--rows) in a database of their own instead, which takes some minutes and 5 GB.
 */
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { call, startSluice, until } from '../support/sluice.ts';
import { measureBrowser } from './browser.ts';
import type {
  ClientsCommand,
  ClientsMessage,
  FleetCommand,
  FleetMessage,
  FleetShape,
} from './fleet-shape.ts';
import { measureHistory } from './history.ts';
import { consolePid, cpuSeconds, type Figure, memoryMb, percentile, printReport } from './measure.ts';
import { type Companion, startCompanion } from './processes.ts';

const { values } = parseArgs({
  options: {
    connectors: { type: 'string', default: '10000' },
    tasks: { type: 'string', default: '5' },
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    share: { type: 'string', default: '0.001' },
    'no-browser': { type: 'boolean', default: false },
    history: { type: 'boolean', default: false },
    rows: { type: 'string', default: '50000000' },
  },
});
const TICK_MS = 2000;
const shape: FleetShape = {
  connectors: Number(values.connectors),
  tasks: Number(values.tasks),
  share: Number(values.share),
  tickMs: TICK_MS,
};
const seconds = Number(values.seconds);
const clientCount = Number(values.clients);

type Fleet = Companion<FleetCommand, FleetMessage>;
type Clients = Companion<ClientsCommand, ClientsMessage>;

/** Longest block of the console's event loop since the last time it was asked. Units: ms. */
async function longestBlock(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]) * 1000;
}

async function callsPerTick(fleet: Fleet, forMs: number): Promise<number> {
  await fleet.ask({ do: 'stats' }, 'stats');
  await sleep(forMs);
  const { calls } = await fleet.ask({ do: 'stats' }, 'stats');
  const lists = (calls['/connectors'] ?? 0) + (calls['/connectors?expand=status'] ?? 0);
  return lists / (forMs / TICK_MS);
}

async function measureLoad(url: string, pid: number, clients: Clients): Promise<Figure[]> {
  await clients.ask({ do: 'report' }, 'report');
  await longestBlock(url);
  const before = cpuSeconds(pid);
  const startedAt = performance.now();
  await sleep(seconds * 1000);
  const share = ((cpuSeconds(pid) - before) / (performance.now() - startedAt)) * 100_000;
  const block = await longestBlock(url);
  const { fromChange, fromPublish, cut } = await clients.ask({ do: 'report' }, 'report');
  return [
    { what: `CPU with ${clientCount} listeners`, value: share, unit: '% of a core', limit: 8 },
    { what: 'longest block of the event loop', value: block, unit: 'ms', limit: 50 },
    { what: 'change → browser p50', value: percentile(fromChange, 0.5), unit: 'ms' },
    { what: 'change → browser p99', value: percentile(fromChange, 0.99), unit: 'ms', limit: TICK_MS + 250 },
    {
      what: 'seen by the console → browser p99',
      value: percentile(fromPublish, 0.99),
      unit: 'ms',
      limit: 250,
    },
    { what: 'listeners cut off', value: cut, unit: '', limit: 0 },
    { what: 'memory now', value: memoryMb(pid).now, unit: 'MB', limit: 500 },
    { what: 'memory at most', value: memoryMb(pid).most, unit: 'MB' },
  ];
}

async function measureList(url: string): Promise<Figure[]> {
  const times: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    const start = performance.now();
    const answer = await fetch(`${url}/api/v1/connectors`);
    await answer.arrayBuffer();
    times.push(performance.now() - start);
    await sleep(70);
  }
  return [
    { what: 'list API p50', value: percentile(times, 0.5), unit: 'ms' },
    { what: 'list API p95', value: percentile(times, 0.95), unit: 'ms', limit: 100 },
  ];
}

/** Ends the console; the supervisor starts it again and everybody comes back. */
async function measureRestart(pid: number, clients: Clients): Promise<Figure[]> {
  const startedAt = performance.now();
  const since = () => (performance.now() - startedAt) / 1000;
  process.kill(pid, 'SIGTERM');
  await until('the console is gone', () => !existsSync(`/proc/${pid}`));
  const drained = since();
  await until('everybody is back', async () => {
    const { connected } = await clients.ask({ do: 'count' }, 'count');
    return connected === clientCount;
  });
  return [
    { what: 'stopped after SIGTERM', value: drained, unit: 's', limit: 10 },
    { what: 'all listeners back', value: since(), unit: 's', limit: 15 },
  ];
}

async function main(): Promise<boolean> {
  const fleet = await startCompanion<FleetCommand, FleetMessage>('fake-fleet.ts', [JSON.stringify(shape)]);
  using _fleet = fleet.companion;
  const clusterUrl = fleet.ready.type === 'ready' ? fleet.ready.url : '';
  const [loadBefore = 0] = loadavg();
  const startedAt = performance.now();
  await using sluice = await startSluice({ EMBEDDED_WORKER: 'off', SLUICE_CLUSTERS: `bench=${clusterUrl}` });
  const pid = consolePid(sluice.process.pid ?? 0);
  await until('every connector is listed', async () => {
    const { body } = await call('GET', `${sluice.url}/api/v1/clusters`);
    const [cluster] = (body as { clusters: { connectors: { total: number } }[] }).clusters;
    return cluster?.connectors.total === shape.connectors;
  });
  const firstLook = (performance.now() - startedAt) / 1000;
  await sleep(5000);
  const startBlock = await longestBlock(sluice.url);
  const figures: Figure[] = [
    { what: 'start to the whole list', value: firstLook, unit: 's' },
    { what: 'longest block while starting', value: startBlock, unit: 'ms' },
  ];
  for (const viewers of [1, 100]) {
    using few = (
      await startCompanion<ClientsCommand, ClientsMessage>('event-clients.ts', [sluice.url, String(viewers)])
    ).companion;
    await few.ask({ do: 'report' }, 'report');
    const value = await callsPerTick(fleet.companion, 10 * TICK_MS);
    figures.push({ what: `calls per tick, ${viewers} viewers`, value, unit: '', limit: 2.2 });
  }
  const { companion: clients } = await startCompanion<ClientsCommand, ClientsMessage>('event-clients.ts', [
    sluice.url,
    String(clientCount),
  ]);
  using _clients = clients;
  await sleep(3000);
  figures.push(...(await measureLoad(sluice.url, pid, clients)), ...(await measureList(sluice.url)));
  if (!values['no-browser']) figures.push(...(await measureBrowser(sluice.url)));
  figures.push(...(await measureRestart(pid, clients)));
  figures.push({
    what: 'others’ load on the machine before',
    value: loadBefore,
    unit: `of ${cpus().length} cores`,
  });
  const { connectors, tasks, share } = shape;
  return printReport(`${connectors} connectors × ${tasks} tasks, ${share * 100} % change per tick`, figures);
}

async function history(): Promise<boolean> {
  const rows = Number(values.rows);
  const figures = await measureHistory(rows, shape.connectors);
  return printReport(`${rows / 1e6} million transitions of ${shape.connectors} tasks in 90 days`, figures);
}

process.exitCode = (await (values.history ? history() : main())) ? 0 : 1;
