import { describe, expect, it } from 'vitest';
import { readSettings, withoutConsoleSecrets } from './settings.ts';

describe('readSettings', () => {
  it('needs nothing: console 3000, worker 8083, data beside the project', () => {
    expect(readSettings({}, '/srv/sluice')).toEqual({
      port: 3000,
      workerPort: 8083,
      dataDir: '/srv/sluice/.sluice',
      embeddedWorker: 'child',
    });
  });

  it('takes an empty variable for an unset one, and 0 for any free port', () => {
    const settings = readSettings(
      { PORT: '0', WORKER_PORT: '', SLUICE_DATA_DIR: '/data', EMBEDDED_WORKER: 'off' },
      '/',
    );
    expect(settings).toEqual({ port: 0, workerPort: 8083, dataDir: '/data', embeddedWorker: 'off' });
  });

  it.each([
    [{ PORT: '70000' }, /PORT is "70000"/],
    [{ WORKER_PORT: '1.5' }, /WORKER_PORT is "1.5"/],
    [{ EMBEDDED_WORKER: 'yes' }, /EMBEDDED_WORKER is "yes"/],
    [{ HOST: '::' }, /loopback only/],
  ])('refuses %o and names the variable', (env, words) => {
    expect(() => readSettings(env, '/')).toThrow(words);
  });
});

describe('the environment of the worker', () => {
  it('holds neither the key nor the credentials of the console', () => {
    const env = {
      PATH: '/bin',
      SLUICE_DATA_DIR: '/data',
      SLUICE_SECRET_KEY: 'k',
      SLUICE_SECRET_KEY_FILE: '/run/key',
      SLUICE_CLUSTERS: 'a=http://u:p@h',
      SLUICE_CONFIG: '/etc/sluice.yaml',
    };
    expect(withoutConsoleSecrets(env)).toEqual({ PATH: '/bin', SLUICE_DATA_DIR: '/data' });
  });
});
