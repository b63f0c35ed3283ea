import type { Recorder } from './recorder.ts';

/** The root, health, transport answers (HEAD, OPTIONS, 404 to 415), and loggers. */
export async function recordServer(on: Recorder): Promise<void> {
  const get = (slug: string, path: string, headers?: Record<string, string>) =>
    on.record(slug, { method: 'GET', path, ...(headers === undefined ? {} : { headers }) });
  await get('root', '/');
  await get('health', '/health');
  await get('connectors-none', '/connectors');
  await get('connectors-trailing-slash', '/connectors/');
  await get('connectors-expand-none', '/connectors?expand=status&expand=info');
  await get('error-404-path', '/no/such/path');
  await get('error-404-openapi', '/openapi.json');
  await get('error-406-html', '/connectors', { accept: 'text/html' });
  await on.record('error-405-patch-connectors', { method: 'PATCH', path: '/connectors', body: {} });
  await on.record('error-405-delete-connectors', { method: 'DELETE', path: '/connectors' });
  await on.record('error-405-put-root', { method: 'PUT', path: '/', body: {} });
  const text = { 'content-type': 'text/plain' };
  await on.record('error-415-text', { method: 'POST', path: '/connectors', raw: 'hello', headers: text });
  await on.record('options-connectors', { method: 'OPTIONS', path: '/connectors' });
  await on.record('options-root', { method: 'OPTIONS', path: '/' });
  await on.record('head-root', { method: 'HEAD', path: '/' });
  await on.record('head-connectors', { method: 'HEAD', path: '/connectors' });
  await on.record('error-400-double-slash', { method: 'GET', path: '//connectors' });
  await on.record('error-400-encoded-slash', { method: 'GET', path: '/connectors/a%2Fb' });
  await recordLoggers(on);
}

async function recordLoggers(on: Recorder): Promise<void> {
  const logger = '/admin/loggers/org.apache.kafka.connect.runtime.rest';
  const put = (slug: string, path: string, body: unknown) => on.record(slug, { method: 'PUT', path, body });
  await on.record('loggers', { method: 'GET', path: '/admin/loggers' });
  await on.record('logger-root', { method: 'GET', path: '/admin/loggers/root' });
  await on.record('logger-root-upper', { method: 'GET', path: '/admin/loggers/ROOT' });
  await on.record('error-logger-unknown', { method: 'GET', path: '/admin/loggers/no.such.logger' });
  await put('logger-set', logger, { level: 'DEBUG' });
  await put('logger-set-again', logger, { level: 'DEBUG' });
  await on.record('logger-after-set', { method: 'GET', path: logger });
  await put('logger-set-new', '/admin/loggers/sluice.fixture', { level: 'warn' });
  await put('logger-set-cluster', `${logger}?scope=cluster`, { level: 'INFO' });
  await put('logger-set-unknown-scope', `${logger}?scope=galaxy`, { level: 'ERROR' });
  await put('error-logger-bad-level', logger, { level: 'loud' });
  await put('error-logger-no-level', logger, {});
  await put('error-logger-null-level', logger, { level: null });
}
