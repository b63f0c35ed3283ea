/** A Kafka version, comparable. Shape: `undefined` parts are 0; suffixes such as `-rc1` are ignored. */
export interface KafkaVersion {
  readonly major: number;
  readonly minor: number;
}

/** Reads `4.3.1`, `3.9.0-rc3` or a vendor's `7.6.0-ccs`; returns `undefined` for text that holds no version. */
export function parseVersion(text: string | null | undefined): KafkaVersion | undefined {
  const match = /^(\d+)\.(\d+)/.exec(text ?? '');
  if (!match) return undefined;
  const version = { major: Number(match[1]), minor: Number(match[2]) };
  // Confluent Platform numbers its releases 4 above Kafka's: 7.6 holds Kafka 3.6.
  return /-c[ce]s?$|-ccs|-ce/.test(text ?? '') && version.major >= 5
    ? { major: version.major - 4, minor: version.minor }
    : version;
}

/** Features that came with a Kafka version. Source: KIP numbers beside each. */
export const FEATURES = {
  restartIncludeTasks: { major: 3, minor: 0 }, // KIP-745
  allPluginKinds: { major: 3, minor: 2 }, // KIP-769
  stop: { major: 3, minor: 5 }, // KIP-875
  readOffsets: { major: 3, minor: 5 }, // KIP-875
  writeOffsets: { major: 3, minor: 6 }, // KIP-875
  initialState: { major: 3, minor: 7 }, // KIP-980
  clusterLoggers: { major: 3, minor: 7 }, // KIP-976
  patchConfig: { major: 3, minor: 8 }, // KIP-477
  converterValidation: { major: 3, minor: 8 }, // converters' own options in validate's answer
  tasksRestartOnConfig: { major: 3, minor: 8 }, // KAFKA-9228
  health: { major: 3, minor: 9 }, // KIP-1017
} as const satisfies Record<string, KafkaVersion>;
export type Feature = keyof typeof FEATURES;

/**
 * Says whether a worker of this version has the feature. An unknown version counts as new, because answers of
 * 404 and 405 are handled where they come.
 */
export function hasFeature(version: KafkaVersion | undefined, feature: Feature): boolean {
  if (!version) return true;
  const since = FEATURES[feature];
  return version.major !== since.major ? version.major > since.major : version.minor >= since.minor;
}
