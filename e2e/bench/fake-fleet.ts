/** A Connect worker with a large fleet, in a process of its own: `fork('fake-fleet.ts', [JSON of FleetShape])`. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHANGE_MARK, type FleetCommand, type FleetMessage, type FleetShape } from './fleet-shape.ts';

const shape = JSON.parse(process.argv[2] ?? '') as FleetShape;
let share = shape.share;
let ticks = 0;
let calls: Record<string, number> = {};

const nameOf = (index: number) => `connector-${String(index).padStart(5, '0')}`;
const workerOf = (index: number) => `10.0.0.${1 + (index % 9)}:8083`;

interface Task {
  state: string;
  trace: string | undefined;
}
const tasks: Task[][] = Array.from({ length: shape.connectors }, () =>
  Array.from({ length: shape.tasks }, () => ({ state: 'RUNNING', trace: undefined })),
);

/** One connector's entries, kept as text: a real worker answers in a stable order, too. */
const statuses: string[] = tasks.map((_, index) => statusOf(index));
const infos: string[] = tasks.map((_, index) => infoOf(index));
const names = JSON.stringify(tasks.map((_, index) => nameOf(index)));

function statusOf(index: number): string {
  const name = nameOf(index);
  const status = {
    name,
    connector: { state: 'RUNNING', worker_id: workerOf(index), version: '3.1.0' },
    tasks: (tasks[index] ?? []).map(({ state, trace }, id) => ({
      id,
      state,
      worker_id: workerOf(index + id),
      version: '3.1.0',
      ...(trace === undefined ? {} : { trace }),
    })),
    type: index % 2 === 0 ? 'source' : 'sink',
  };
  return `${JSON.stringify(name)}:${JSON.stringify({ status })}`;
}

function infoOf(index: number): string {
  const name = nameOf(index);
  const config: Record<string, string> = {
    name,
    'connector.class': `org.example.connect.Connector${index % 20}`,
    'tasks.max': String(shape.tasks),
    topics: `topic-${index}`,
    'connection.password': `secret-of-${index}-long-enough`,
  };
  for (let option = 0; option < 16; option += 1)
    config[`some.option.${option}`] = `value ${option} of ${index}`;
  const info = {
    name,
    config,
    tasks: (tasks[index] ?? []).map((_, task) => ({ connector: name, task })),
    type: index % 2 === 0 ? 'source' : 'sink',
  };
  return `${JSON.stringify(name)}:${JSON.stringify({ info })}`;
}

/** Fails or restores one task of some connectors. */
function tick(): void {
  ticks += 1;
  const changing = Math.round(shape.connectors * share);
  for (let i = 0; i < changing; i += 1) {
    const index = Math.floor(Math.random() * shape.connectors);
    const own = tasks[index] ?? [];
    const task = own[Math.floor(Math.random() * own.length)];
    if (!task) continue;
    const fails = task.state === 'RUNNING';
    task.state = fails ? 'FAILED' : 'RUNNING';
    const stack = '\tat org.example.connect.Task.poll(Task.java:42)\n'.repeat(30);
    const cause = `org.example.ConnectException: ${CHANGE_MARK}${Date.now()} \n${stack}`;
    task.trace = fails ? cause : undefined;
    statuses[index] = statusOf(index);
  }
}

const options = JSON.stringify([
  { name: 'connection.password', type: 'PASSWORD', required: false, importance: 'HIGH' },
  { name: 'topics', type: 'LIST', required: false, importance: 'HIGH' },
]);

function bodyOf(path: string): string | undefined {
  if (path === '/') return JSON.stringify({ version: '4.1.0', commit: 'abc', kafka_cluster_id: 'bench' });
  if (path === '/connectors') return names;
  if (path === '/connectors?expand=status') return `{${statuses.join(',')}}`;
  if (path === '/connectors?expand=info') return `{${infos.join(',')}}`;
  if (path.startsWith('/connector-plugins/')) return options;
  if (path.startsWith('/connector-plugins')) return '[]';
  return undefined;
}

const server = http.createServer((request, response) => {
  const path = request.url ?? '';
  calls[path] = (calls[path] ?? 0) + 1;
  const body = bodyOf(path);
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(body ?? JSON.stringify({ error_code: 404, message: 'not in this fleet' }));
});

const say = (message: FleetMessage) => process.send?.(message);
process.on('message', (command: FleetCommand) => {
  if (command.do === 'share') share = command.share;
  else {
    say({ type: 'stats', calls, ticks });
    calls = {};
    ticks = 0;
  }
});
process.once('disconnect', () => process.exit(0));
setInterval(tick, shape.tickMs);
server.listen(0, '127.0.0.1', () => {
  say({ type: 'ready', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
