/** The broker every stack runs on; newest on Maven Central when written. */
export const BROKER_VERSION = '4.4.0';

/** The Connect release the embedded worker speaks, and the one tests ask by default. */
export const CONNECT_VERSION = '4.3.1';

/** The Debezium release tests install as a plugin; it needs Java 17. */
export const DEBEZIUM_VERSION = '3.0.8.Final';

/** The Schema Registry of tests, with Confluent's API; the last that runs on Java 17. */
export const REGISTRY_VERSION = '2.6.13.Final';

/** Plugins that can be added to a worker: Debezium for PostgreSQL, and MirrorMaker of the worker's own release. */
export const PLUGIN_SETS = ['debezium', 'mirror'] as const;
export type PluginSet = (typeof PLUGIN_SETS)[number];

/** Releases of Connect known to start from Maven jars against `BROKER_VERSION`. */
export const TRIED_CONNECT_VERSIONS = ['4.3.1', '3.9.2', '2.8.2'] as const;

/** Which logging backend a release is built for: `/admin/loggers` works on that one only. */
export function loggingOf(version: string): 'log4j2' | 'log4j1' {
  return majorOf(version) >= 4 ? 'log4j2' : 'log4j1';
}

/** Release of the basic-auth extension beside a Connect release: 3.9.2 of it was never published. */
export function basicAuthVersionOf(version: string): string {
  return version === '3.9.2' ? '3.9.1' : version;
}

/** True from 3.6 on, where a worker may find plugins by ServiceLoader alone (boots in half the time). */
export function hasPluginDiscovery(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 6);
}

/** True where the tests' Debezium runs: it is built against Kafka 3.9 and asks for what 2.8 does not have. */
export function hasDebezium(version: string): boolean {
  return majorOf(version) >= 3;
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}
