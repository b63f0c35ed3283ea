import type { Config } from '../api/connector.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { ConnectorPlugin } from '../api/plugin.ts';
import type { ResolvedConfig } from '../runtime/config-transformer.ts';
import type { StoredConfig } from '../storage/config-backing-store.ts';

/** Leaves out options without a value, as plugins get only text. Shape: null-prototype. */
export function toConfig(stored: StoredConfig): Config {
  const config: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(stored)) if (value !== null) config[key] = value;
  return config;
}

/** How many tasks a connector may have. */
export function maxTasksOf(config: Config): number {
  return Number(config['tasks.max'] ?? 1);
}

/**
 * Completes what a connector answered to `taskConfigs` to what is stored.
 *
 * Shape: references to config providers stand again where the connector has handed on their values.
 * Errors: ConnectException when there are more than `tasks.max` and that is enforced.
 * Source: kafka 4.x `Worker#connectorTaskConfigs`, `AbstractHerder#reverseTransform`; KIP-1004.
 */
export function buildTaskConfigs(
  name: string,
  plugin: ConnectorPlugin,
  { config, references, redaction }: ResolvedConfig,
  answered: readonly Config[],
): StoredConfig[] {
  const max = maxTasksOf(config);
  if (answered.length > max && config['tasks.max.enforce']?.toLowerCase() !== 'false') {
    throw new ConnectException(
      `The connector ${name} has generated ${answered.length} tasks, which is greater than ${max}, the maximum number of tasks it is configured to create. This behaviour should be considered a bug and is disallowed. If necessary, it can be permitted by reconfiguring the connector with 'tasks.max.enforce' set to false; however, this option will be removed in a future release of Kafka Connect.`,
    );
  }
  return answered.map((taskConfig) => {
    const stored: Record<string, string> = Object.assign(Object.create(null), taskConfig);
    stored['task.class'] = plugin.taskClassName;
    for (const key of ['topics', 'topics.regex']) {
      const value = config[key];
      if (plugin.type === 'sink' && value !== undefined) stored[key] = value;
    }
    return redaction.restore(stored, references);
  });
}

/** Says whether two sets of task configs are the same. */
export function areSameConfigs(a: readonly StoredConfig[], b: readonly StoredConfig[]): boolean {
  return a.length === b.length && a.every((config, index) => isSameConfig(config, b[index] ?? {}));
}

/** Says whether two configs have the same options with the same values. */
export function isSameConfig(a: StoredConfig, b: StoredConfig): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key])
  );
}
