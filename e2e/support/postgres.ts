import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onFreePorts } from '../kafka/ports.ts';
import { until } from './sluice.ts';

const DEBIAN = '/usr/lib/postgresql';
const USER = 'shop';
const DATABASE = 'shop';

/** A PostgreSQL server on loopback whose changes can be read by logical decoding. */
export interface Postgres extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Runs statements as the superuser. */
  sql(statements: string): void;
}

/** Says why no PostgreSQL can be started here, or returns `undefined` when it can. */
export function whyNoPostgres(): string | undefined {
  if (binaries() === undefined) return `PostgreSQL's server (initdb) is not in ${DEBIAN}`;
  if (process.getuid?.() === 0 && serverUser() === undefined)
    return 'PostgreSQL does not run as root, and there is no user "postgres"';
  return undefined;
}

/** Starts a server with one database whose user needs the given password. Ends with its disposal. */
export function startPostgres(password: string): Promise<Postgres> {
  return onFreePorts(1, async ([port = 0]) => {
    const bin = binaries() ?? '';
    const dir = mkdtempSync(path.join(tmpdir(), 'sluice-postgres-'));
    const owner = process.getuid?.() === 0 ? serverUser() : undefined;
    if (owner) chownSync(dir, owner.uid, owner.gid);
    const as = owner ? { uid: owner.uid, gid: owner.gid } : {};
    const data = path.join(dir, 'data');
    const passwordFile = path.join(dir, 'password');
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner) chownSync(passwordFile, owner.uid, owner.gid);
    const initdb = [
      '-D',
      data,
      '-U',
      'admin',
      '-A',
      'scram-sha-256',
      '--no-sync',
      `--pwfile=${passwordFile}`,
    ];
    execFileSync(path.join(bin, 'initdb'), initdb, { ...as, cwd: dir, stdio: 'ignore' });
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      wal_level: 'logical',
      fsync: 'off',
    };
    const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const server = spawn(path.join(bin, 'postgres'), ['-D', data, ...args], {
      ...as,
      cwd: dir,
      stdio: 'ignore',
    });
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    const close = async () => {
      server.kill('SIGINT');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    };
    const psql = (database: string, statements: string) =>
      spawnSync(
        path.join(bin, 'psql'),
        [
          '-h',
          '127.0.0.1',
          '-p',
          `${port}`,
          '-U',
          'admin',
          '-d',
          database,
          '-v',
          'ON_ERROR_STOP=1',
          '-c',
          statements,
        ],
        {
          encoding: 'utf8',
          env: { ...process.env, PGPASSWORD: password },
        },
      );
    const sql = (database: string) => (statements: string) => {
      const { status, stderr } = psql(database, statements);
      if (status !== 0) throw new Error(`psql: ${stderr}`);
    };
    try {
      await until('PostgreSQL answers', () => psql('postgres', 'select 1').status === 0);
      sql('postgres')(`create role ${USER} login superuser password '${password}'`);
      sql('postgres')(`create database ${DATABASE} owner ${USER}`);
    } catch (error) {
      await close();
      throw error;
    }
    return {
      port,
      user: USER,
      password,
      database: DATABASE,
      sql: sql(DATABASE),
      [Symbol.asyncDispose]: close,
    };
  });
}

function binaries(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const found = readdirSync(DEBIAN).map((version) => path.join(DEBIAN, version, 'bin'));
  return found.find((bin) => existsSync(path.join(bin, 'initdb')));
}

function serverUser(): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}
