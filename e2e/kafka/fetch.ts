import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  BROKER_VERSION,
  basicAuthVersionOf,
  CONNECT_VERSION,
  DEBEZIUM_VERSION,
  loggingOf,
  type PluginSet,
  REGISTRY_VERSION,
} from './versions.ts';

const HERE = import.meta.dirname;
const CACHE = path.join(HERE, '../../.cache/kafka');
const DONE = '.done';
const MAVEN_ATTEMPTS = 3;
const MAVEN_PAUSE_MS = 5_000;

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
 * Errors: throws with Maven's own words, after three tries.
 */
export function fetchJars(connect: string = CONNECT_VERSION, broker: string = BROKER_VERSION): void {
  const { lib, plugins } = connectJars(connect);
  copy(brokerJars(broker), ['broker', 'log4j2'], broker);
  copy(lib, ['connect', loggingOf(connect)], connect);
  copy(plugins, ['connect-file'], connect, ['-DexcludeTransitive=true']);
}

/** Where a set of plugins is once fetched: a folder for `plugin.path`, with the jars in a folder below it. */
export function pluginPath(set: PluginSet, connect: string = CONNECT_VERSION): string {
  return path.join(
    CACHE,
    'plugins',
    set === 'debezium' ? `debezium-${DEBEZIUM_VERSION}` : `${set}-${connect}`,
  );
}

/** True when these plugins need the network no more. */
export function hasPlugins(sets: readonly PluginSet[], connect: string = CONNECT_VERSION): boolean {
  return sets.every((set) => existsSync(path.join(pluginPath(set, connect), set, DONE)));
}

/** Brings plugins into `.cache/kafka`, unless they are there; as `fetchJars`. */
export function fetchPlugins(sets: readonly PluginSet[], connect: string = CONNECT_VERSION): void {
  for (const set of sets) {
    // MirrorMaker's other jars are the worker's own.
    const extra =
      set === 'mirror' ? ['-DexcludeTransitive=true'] : [`-Ddebezium.version=${DEBEZIUM_VERSION}`];
    copy(path.join(pluginPath(set, connect), set), [`plugin-${set}`], connect, extra);
  }
}

/** Where the Schema Registry is once fetched: a folder with its jars and the jar that runs. */
export function registryFolder(): string {
  return path.join(CACHE, 'lib', `registry-${REGISTRY_VERSION}`);
}

/** True when the registry needs the network no more. */
export function hasRegistry(): boolean {
  return existsSync(path.join(registryFolder(), DONE));
}

/** Brings the Schema Registry into `.cache/kafka`, unless it is there; as `fetchJars`. */
export function fetchRegistry(): void {
  // Else Maven leaves a mark beside the pom, and unpacks nothing the next time.
  const markers = path.join(CACHE, `markers.${process.pid}`);
  const options = [`-Dregistry.version=${REGISTRY_VERSION}`, `-DmarkersDirectory=${markers}`];
  try {
    copy(registryFolder(), ['registry'], CONNECT_VERSION, options, 'unpack-dependencies');
  } finally {
    rmSync(markers, { recursive: true, force: true });
  }
}

function copy(
  folder: string,
  profiles: string[],
  version: string,
  extra: string[] = [],
  goal = 'copy-dependencies',
): void {
  if (existsSync(path.join(folder, DONE))) return;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const args = [
    ...['-B', '-q', '-Dstyle.color=never', '-f', path.join(HERE, 'pom.xml'), `-P${profiles.join(',')}`],
    ...[`-Dkafka.version=${version}`, `-Dbasic.auth.version=${basicAuthVersionOf(version)}`, ...extra],
    ...[`dependency:${goal}`, '-DincludeScope=runtime', `-DoutputDirectory=${partial}`],
  ];
  try {
    runMaven(args, `fetch ${path.basename(folder)}`);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
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

/** A repository far away may fail once; what was fetched before that is not fetched again. */
function runMaven(args: readonly string[], what: string): void {
  for (let attempt = 1; ; attempt += 1) {
    // Maven remembers what it did not find and does not look again, unless told to.
    const maven = spawnSync('mvn', attempt === 1 ? args : ['-U', ...args], { encoding: 'utf8' });
    if (maven.status === 0) return;
    if (maven.error || attempt === MAVEN_ATTEMPTS) {
      const output = `${maven.stdout}${maven.stderr}`.trim().split('\n').slice(0, 5).join('\n');
      throw new Error(`Maven could not ${what}: ${maven.error?.message ?? output}`);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MAVEN_PAUSE_MS);
  }
}
