import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BROKER_VERSION, basicAuthVersionOf, CONNECT_VERSION, loggingOf } from './versions.ts';

const HERE = import.meta.dirname;
const CACHE = path.join(HERE, '../../.cache/kafka');
const DONE = '.done';

/** Where the jars of one runtime are: a class path folder, and for Connect the folder for `plugin.path`. */
export interface Jars {
  readonly lib: string;
  readonly plugins: string;
}

/** Where the broker's jars are once fetched. */
export function brokerJars(version: string = BROKER_VERSION): string {
  return path.join(CACHE, 'lib', `broker-${version}`);
}

/** Where a Connect release's jars and its file connectors are once fetched. */
export function connectJars(version: string = CONNECT_VERSION): Jars {
  return {
    lib: path.join(CACHE, 'lib', `connect-${version}`),
    plugins: path.join(CACHE, 'plugins', `connect-file-${version}`),
  };
}

/** True when nothing needs the network any more for these releases. */
export function hasJars(connect: string = CONNECT_VERSION, broker: string = BROKER_VERSION): boolean {
  const { lib, plugins } = connectJars(connect);
  return [brokerJars(broker), lib, plugins].every((folder) => existsSync(path.join(folder, DONE)));
}

/**
 * Brings the jars of a broker and a Connect release into `.cache/kafka`, unless they are there.
 *
 * Blocks until Maven is done: some ten seconds with a warm local repository, minutes without. Safe against two
 * at once: a folder appears under its name only when it is complete.
 * Errors: throws with Maven's own words.
 */
export function fetchJars(connect: string = CONNECT_VERSION, broker: string = BROKER_VERSION): void {
  const { lib, plugins } = connectJars(connect);
  copy(brokerJars(broker), ['broker', 'log4j2'], broker);
  copy(lib, ['connect', loggingOf(connect)], connect);
  copy(plugins, ['connect-file'], connect, ['-DexcludeTransitive=true']);
}

function copy(folder: string, profiles: string[], version: string, extra: string[] = []): void {
  if (existsSync(path.join(folder, DONE))) return;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const args = [
    ...['-B', '-q', '-Dstyle.color=never', '-f', path.join(HERE, 'pom.xml'), `-P${profiles.join(',')}`],
    ...[`-Dkafka.version=${version}`, `-Dbasic.auth.version=${basicAuthVersionOf(version)}`, ...extra],
    ...['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${partial}`],
  ];
  const maven = spawnSync('mvn', args, { encoding: 'utf8' });
  if (maven.status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    const words =
      maven.error?.message ?? `${maven.stdout}${maven.stderr}`.trim().split('\n').slice(0, 5).join('\n');
    throw new Error(`Maven could not fetch ${path.basename(folder)}: ${words}`);
  }
  writeFileSync(path.join(partial, DONE), '');
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(path.join(folder, DONE))) throw error;
    rmSync(partial, { recursive: true, force: true });
  }
}
