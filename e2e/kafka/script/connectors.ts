import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Answer, Recorder } from './recorder.ts';

const STRING = 'org.apache.kafka.connect.storage.StringConverter';
const STRINGS = { 'key.converter': STRING, 'value.converter': STRING };

/** Config of a file source over a topic of the same name. */
export function sourceConfig(dir: string, name: string): Record<string, string> {
  const file = path.join(dir, `${name}.in`);
  return {
    'connector.class': 'FileStreamSource',
    'tasks.max': '1',
    file,
    topic: `topic-${name}`,
    ...STRINGS,
  };
}

/** Config of a file sink over a topic. */
export function sinkConfig(dir: string, name: string, topic: string): Record<string, string> {
  const file = path.join(dir, `${name}.out`);
  return { 'connector.class': 'FileStreamSink', 'tasks.max': '1', file, topics: topic, ...STRINGS };
}

/** True when a status answer shows these states. Shape: connector first, then its tasks in order. */
export function states(...wanted: string[]): (answer: Answer) => boolean {
  return ({ status, body }) => {
    if (status !== 200) return false;
    const { connector, tasks } = body as { connector: { state: string }; tasks: { state: string }[] };
    return [connector, ...tasks].map((each) => each.state).join() === wanted.join();
  };
}

/** Create, read, change, pause, resume, stop, restart, fail and delete. */
export async function recordConnectors(on: Recorder): Promise<void> {
  appendFileSync(path.join(on.dir, 'src.in'), 'one\ntwo\nthree\n');
  await recordCreation(on);
  await recordReads(on);
  await recordTransitions(on);
  await recordFailedTask(on);
  await recordOddNames(on);
}

async function recordCreation(on: Recorder): Promise<void> {
  const source = sourceConfig(on.dir, 'src');
  const sink = sinkConfig(on.dir, 'snk', 'topic-src');
  await on.record('create-201', {
    method: 'POST',
    path: '/connectors',
    body: { name: 'src', config: source },
  });
  await on.wait({ method: 'GET', path: '/connectors/src/status' }, states('RUNNING', 'RUNNING'));
  await on.record('create-409', {
    method: 'POST',
    path: '/connectors',
    body: { name: 'src', config: source },
  });
  await on.record('put-config-201', { method: 'PUT', path: '/connectors/snk/config', body: sink });
  await on.wait({ method: 'GET', path: '/connectors/snk/status' }, states('RUNNING', 'RUNNING'));
  await on.record('put-config-200', {
    method: 'PUT',
    path: '/connectors/snk/config',
    body: { ...sink, 'tasks.max': '2' },
  });
  await on.wait({ method: 'GET', path: '/connectors/snk/status' }, states('RUNNING', 'RUNNING', 'RUNNING'));
  const patch = { 'tasks.max': '1', 'errors.tolerance': 'all', file: sink.file, 'no.such': null };
  await on.record('patch-config-200', { method: 'PATCH', path: '/connectors/snk/config', body: patch });
  await on.wait({ method: 'GET', path: '/connectors/snk/status' }, states('RUNNING', 'RUNNING'));
  for (const initial of ['STOPPED', 'PAUSED']) {
    const name = `born-${initial.toLowerCase()}`;
    const body = { name, config: sourceConfig(on.dir, name), initial_state: initial };
    await on.record(`create-${initial.toLowerCase()}-201`, { method: 'POST', path: '/connectors', body });
    await on.record(`status-${name}`, { method: 'GET', path: `/connectors/${name}/status` }, states(initial));
  }
}

async function recordReads(on: Recorder): Promise<void> {
  const get = (slug: string, resource: string, until?: (answer: Answer) => boolean) =>
    on.record(slug, { method: 'GET', path: resource }, until);
  await get('connectors-list', '/connectors');
  await get('connectors-expand-status', '/connectors?expand=status');
  await get('connectors-expand-info', '/connectors?expand=info');
  await get('connectors-expand-both', '/connectors?expand=status&expand=info');
  await get('connectors-expand-unknown', '/connectors?expand=nope');
  await get('connectors-expand-status-unknown', '/connectors?expand=status&expand=nope');
  await get('connectors-expand-comma', '/connectors?expand=status,info');
  for (const name of ['src', 'snk']) {
    await get(`connector-info-${name}`, `/connectors/${name}`);
    await get(`connector-config-${name}`, `/connectors/${name}/config`);
    await get(`connector-status-${name}`, `/connectors/${name}/status`);
    await get(`connector-tasks-${name}`, `/connectors/${name}/tasks`);
    await get(`task-status-${name}`, `/connectors/${name}/tasks/0/status`);
    await get(`topics-${name}`, `/connectors/${name}/topics`, ({ body }) =>
      JSON.stringify(body).includes('topic-src'),
    );
    await get(`offsets-${name}`, `/connectors/${name}/offsets`, ({ body }) =>
      /:(14|3)\}/.test(JSON.stringify(body)),
    );
  }
  await get('error-404-tasks-config', '/connectors/src/tasks-config');
}

async function recordTransitions(on: Recorder): Promise<void> {
  const put = (slug: string, verb: string) =>
    on.record(slug, { method: 'PUT', path: `/connectors/src/${verb}` });
  const status = (slug: string, ...wanted: string[]) =>
    on.record(slug, { method: 'GET', path: '/connectors/src/status' }, states(...wanted));
  const restart = (slug: string, query: string) =>
    on.record(slug, { method: 'POST', path: `/connectors/src/restart${query}` });
  await put('pause-202', 'pause');
  await status('status-paused', 'PAUSED', 'PAUSED');
  await restart('restart-paused-202', '?includeTasks=true');
  await status('status-paused-after-restart', 'PAUSED', 'PAUSED');
  await put('resume-202', 'resume');
  await status('status-resumed', 'RUNNING', 'RUNNING');
  await restart('restart-204', '');
  await status('status-restarted', 'RUNNING', 'RUNNING');
  await restart('restart-all-202', '?includeTasks=true&onlyFailed=false');
  await status('status-restarted-all', 'RUNNING', 'RUNNING');
  await restart('restart-only-failed-none-202', '?includeTasks=true&onlyFailed=true');
  await on.record('task-restart-204', { method: 'POST', path: '/connectors/src/tasks/0/restart' });
  await status('status-task-restarted', 'RUNNING', 'RUNNING');
  await on.record('topics-reset-202', { method: 'PUT', path: '/connectors/src/topics/reset' });
  await put('stop-204', 'stop');
  await status('status-stopped', 'STOPPED');
  await put('stop-again-204', 'stop');
  await on.record('tasks-stopped', { method: 'GET', path: '/connectors/src/tasks' });
  await on.record('info-stopped', { method: 'GET', path: '/connectors/src' });
}

async function recordFailedTask(on: Recorder): Promise<void> {
  const folder = path.join(on.dir, 'missing');
  const config = { ...sinkConfig(on.dir, 'bad', 'topic-src'), file: path.join(folder, 'bad.out') };
  const restart = (slug: string, query: string) =>
    on.record(slug, { method: 'POST', path: `/connectors/bad/restart${query}` });
  const status = (slug: string, ...wanted: string[]) =>
    on.record(slug, { method: 'GET', path: '/connectors/bad/status' }, states(...wanted));
  await on.send({ method: 'PUT', path: '/connectors/bad/config', body: config });
  await status('status-task-failed', 'RUNNING', 'FAILED');
  await on.record('task-status-failed', { method: 'GET', path: '/connectors/bad/tasks/0/status' });
  await on.record('connectors-expand-status-failed', { method: 'GET', path: '/connectors?expand=status' });
  mkdirSync(folder);
  await restart('restart-only-failed-202', '?includeTasks=true&onlyFailed=true');
  await status('status-task-cured', 'RUNNING', 'RUNNING');
  const poison = {
    ...sinkConfig(on.dir, 'poison', 'topic-src'),
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  };
  await on.send({ method: 'PUT', path: '/connectors/poison/config', body: poison });
  await on.record(
    'status-poison',
    { method: 'GET', path: '/connectors/poison/status' },
    states('RUNNING', 'FAILED'),
  );
  await on.record('delete-204', { method: 'DELETE', path: '/connectors/poison' });
  await on.record('delete-404', { method: 'DELETE', path: '/connectors/poison' });
  const gone = ({ status: code }: Answer) => code === 404;
  await on.record('status-deleted-404', { method: 'GET', path: '/connectors/poison/status' }, gone);
}

async function recordOddNames(on: Recorder): Promise<void> {
  const name = 'odd name ?#+;"é';
  const resource = `/connectors/${encodeURIComponent(name)}`;
  const body = { name, config: sourceConfig(on.dir, 'odd'), initial_state: 'STOPPED' };
  await on.record('create-odd-name-201', { method: 'POST', path: '/connectors', body });
  await on.record(
    'connector-info-odd-name',
    { method: 'GET', path: resource },
    ({ status }) => status === 200,
  );
  await on.record('delete-odd-name-204', { method: 'DELETE', path: resource });
}
