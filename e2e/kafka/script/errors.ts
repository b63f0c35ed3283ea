import { sourceConfig } from './connectors.ts';
import type { Recorder } from './recorder.ts';

/** What a worker says about unknown connectors and tasks, and about bodies it cannot use. */
export async function recordErrors(on: Recorder): Promise<void> {
  await recordUnknown(on);
  await recordBadBodies(on);
}

async function recordUnknown(on: Recorder): Promise<void> {
  const ask = (slug: string, method: string, resource: string, body?: unknown) =>
    on.record(`error-unknown-${slug}`, {
      method,
      path: `/connectors/nope${resource}`,
      ...(body === undefined ? {} : { body }),
    });
  await ask('info', 'GET', '');
  await ask('config', 'GET', '/config');
  await ask('status', 'GET', '/status');
  await ask('tasks', 'GET', '/tasks');
  await ask('task-status', 'GET', '/tasks/0/status');
  await ask('topics', 'GET', '/topics');
  await ask('topics-reset', 'PUT', '/topics/reset');
  await ask('offsets', 'GET', '/offsets');
  await ask('offsets-alter', 'PATCH', '/offsets', { offsets: [{ partition: {}, offset: {} }] });
  await ask('offsets-reset', 'DELETE', '/offsets');
  await ask('pause', 'PUT', '/pause');
  await ask('resume', 'PUT', '/resume');
  await ask('stop', 'PUT', '/stop');
  await ask('restart', 'POST', '/restart');
  await ask('restart-tasks', 'POST', '/restart?includeTasks=true');
  await ask('restart-failed', 'POST', '/restart?onlyFailed=true');
  await ask('task-restart', 'POST', '/tasks/0/restart');
  await ask('patch-config', 'PATCH', '/config', { a: 'b' });
  await ask('delete', 'DELETE', '');
  await on.record('error-unknown-task', { method: 'POST', path: '/connectors/src/tasks/9/restart' });
  await on.record('error-unknown-task-of-status', { method: 'GET', path: '/connectors/src/tasks/9/status' });
  await on.record('error-task-not-a-number', { method: 'GET', path: '/connectors/src/tasks/x/status' });
}

async function recordBadBodies(on: Recorder): Promise<void> {
  const config = sourceConfig(on.dir, 'src');
  const post = (slug: string, body: unknown) =>
    on.record(`error-create-${slug}`, { method: 'POST', path: '/connectors', body });
  const put = (slug: string, body: unknown) =>
    on.record(`error-put-${slug}`, { method: 'PUT', path: '/connectors/x/config', body });
  await post('no-config', { name: 'x' });
  await post('unknown-property', { name: 'x', config, colour: 'red' });
  await post('bad-initial-state', { name: 'x', config, initial_state: 'SLEEPING' });
  await post('array', []);
  await post('null', null);
  await on.record('error-create-malformed', { method: 'POST', path: '/connectors', raw: '{"name":' });
  await on.record('error-create-empty', { method: 'POST', path: '/connectors', raw: '' });
  await post('name-mismatch', { name: 'x', config: { ...config, name: 'other' } });
  await post('no-class', { name: 'x', config: { file: 'f' } });
  await post('class-unknown', { name: 'x', config: { 'connector.class': 'no.such.Class' } });
  await post('empty-name', { name: ' ', config });
  await post('no-name', { config });
  await post('control-name', { name: 'a\u0007b', config });
  await post('invalid', { name: 'x', config: { ...config, topic: '', 'tasks.max': '0' } });
  await post('invalid-existing', { name: 'src', config: { ...config, 'tasks.max': '0' } });
  await post('override-rejected', {
    name: 'x',
    config: { ...config, 'producer.override.linger.ms': 'soon' },
  });
  await put('name-mismatch', { ...config, name: 'other' });
  await put('no-class', { file: 'f' });
  await put('invalid', { ...config, 'tasks.max': '0' });
  await put('nested', { ...config, file: { a: 1 } });
  await put('array', []);
  await put('null', null);
  await on.record('error-patch-invalid', {
    method: 'PATCH',
    path: '/connectors/src/config',
    body: { 'tasks.max': '0' },
  });
  await on.record('error-patch-class-removed', {
    method: 'PATCH',
    path: '/connectors/src/config',
    body: { 'connector.class': null },
  });
}
