import { spawnSync } from 'node:child_process';
import { fetchJars, fetchPlugins, fetchRegistry, hasJars, hasPlugins, hasRegistry } from './fetch.ts';
import { CONNECT_VERSION, type PluginSet } from './versions.ts';

const MIN_JAVA = 17;

/**
 * Says why no real Kafka can be started here, or returns `undefined` when it can: Java, Maven, then the jars.
 *
 * Fetches the jars when they are missing (nothing else tells whether the network has them), so the first call
 * on a new machine takes a while.
 */
export function whyNoKafka(
  version: string = CONNECT_VERSION,
  plugins: readonly PluginSet[] = [],
): string | undefined {
  return whyNot(hasJars(version) && hasPlugins(plugins, version), () => {
    fetchJars(version);
    fetchPlugins(plugins, version);
  });
}

function whyNot(isThere: boolean, fetch: () => void): string | undefined {
  const java = whyNoJava();
  if (java !== undefined || isThere) return java;
  if (spawnSync('mvn', ['-v'], { stdio: 'ignore' }).status !== 0) {
    return 'Maven (mvn) is not on the PATH and the jars are not in .cache/kafka';
  }
  try {
    fetch();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * `whyNoKafka()` for tests: where it names a reason, the caller skips.
 *
 * Errors: throws instead when `CI` is set, so that a machine meant to prove the contract cannot skip it.
 */
export function reasonToSkipKafka(
  version: string = CONNECT_VERSION,
  plugins: readonly PluginSet[] = [],
): string | undefined {
  return unlessCi('Kafka', whyNoKafka(version, plugins));
}

/** Says why no real Schema Registry can be started here, as `reasonToSkipKafka` does. */
export function reasonToSkipRegistry(): string | undefined {
  return unlessCi('Schema Registry', whyNot(hasRegistry(), fetchRegistry));
}

function unlessCi(what: string, reason: string | undefined): string | undefined {
  if (reason !== undefined && process.env.CI) throw new Error(`CI needs a real ${what}: ${reason}`);
  return reason;
}

function whyNoJava(): string | undefined {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (java.status !== 0) return `Java ${MIN_JAVA} or newer (java) is not on the PATH`;
  const found = /version "(\d+)/.exec(java.stderr)?.[1];
  if (found !== undefined && Number(found) >= MIN_JAVA) return undefined;
  return `Java ${MIN_JAVA} or newer is needed, found ${found ?? java.stderr.trim()}`;
}
