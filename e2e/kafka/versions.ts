/** The broker every stack runs on; newest on Maven Central when written. */
export const BROKER_VERSION = '4.4.0';

/** The Connect release the embedded worker speaks, and the one tests ask by default. */
export const CONNECT_VERSION = '4.3.1';

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

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}
