/** Brings a checkout to the point where it can start or be tested. Called by npm before `start` and `test`. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, isFresh, writeStamp } from './stamp.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const bin = path.join(root, 'node_modules', '.bin');
const WORKER_SOURCES = ['lib/base', 'lib/connect', 'lib/worker', 'lib/setup', 'package-lock.json'];
const CONSOLE_SOURCES = [
  ...['app', 'components', 'lib/base', 'lib/connect', 'lib/api', 'lib/client', 'lib/server', 'public'],
  ...['instrumentation.ts', 'proxy.ts', 'next.config.js', 'postcss.config.mjs', 'package-lock.json'],
];

/** Runs a program in the project's folder; ends this process with its words when it fails. */
function run(label, command, args, env = process.env) {
  process.stdout.write(`sluice: ${label}\n`);
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status === 0) return;
  process.stderr.write(
    `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`,
  );
  process.stderr.write(`sluice: ${label} failed (${command} ${args.join(' ')})\n`);
  releaseLock();
  process.exit(1);
}

const lockDir = path.join(root, '.cache', 'setup.lock');

/** One set-up at a time: a second one waits for the first, and a lock whose owner is gone is taken over. */
function takeLock() {
  mkdirSync(path.dirname(lockDir), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lockDir);
      writeFileSync(path.join(lockDir, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isAlive(path.join(lockDir, 'pid'))) rmSync(lockDir, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
}

function isAlive(pidFile) {
  if (!existsSync(pidFile)) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200); // its owner may be about to write it
    if (!existsSync(pidFile)) return false;
  }
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

function releaseLock() {
  rmSync(lockDir, { recursive: true, force: true });
}

/** npm must not find the Node it is about to replace. */
function outsideEnv() {
  const cleaned = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((entry) => !entry.endsWith('node_modules/.bin'));
  return { ...process.env, PATH: cleaned.join(path.delimiter), NODE_ENV: '' };
}

function install() {
  const hash = hashOf(root, ['package.json', 'package-lock.json', '.npmrc']);
  const stamp = path.join(root, 'node_modules', '.sluice-stamp');
  if (isFresh(stamp, hash)) return;
  run(
    'installing packages (once, about a minute)',
    'npm',
    ['install', '--no-audit', '--no-fund', '--loglevel=error'],
    outsideEnv(),
  );
  writeStamp(stamp, hashOf(root, ['package.json', 'package-lock.json', '.npmrc']));
}

function build(label, sources, stampFile, args) {
  const hash = hashOf(root, sources);
  const stamp = path.join(root, stampFile);
  if (isFresh(stamp, hash)) return;
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  run(label, path.join(bin, 'node'), args, env);
  writeStamp(stamp, hash);
}

function installBrowser() {
  if (['/usr/bin/chromium', '/usr/bin/google-chrome'].some((file) => existsSync(file))) return;
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isDebianRoot) {
    run('looking up the browser package', 'apt-get', ['update', '-qq']);
    run('installing chromium for the browser tests', 'apt-get', [
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      'chromium',
    ]);
  } else if (process.env.CI) {
    run('downloading chromium for the browser tests', path.join(bin, 'playwright'), ['install', 'chromium']);
  } else {
    spawnSync(path.join(bin, 'playwright'), ['install', 'chromium'], { cwd: root, stdio: 'inherit' });
  }
}

const goal = process.argv[2] ?? 'start';
takeLock();
try {
  install();
  build('building the worker', WORKER_SOURCES, 'dist/worker/.sluice-stamp', ['lib/setup/build-worker.js']);
  if (goal !== 'worker') {
    build(
      'building the console (once per change, about half a minute)',
      CONSOLE_SOURCES,
      '.next/sluice-stamp',
      ['node_modules/next/dist/bin/next', 'build'],
    );
  }
  if (goal === 'test') installBrowser();
} finally {
  releaseLock();
}
