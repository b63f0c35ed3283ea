import type { Config } from '../../api/connector.ts';
import { ConfigException } from '../../api/exceptions.ts';

/** Which client options a connector may override. */
export interface OverridePolicy {
  /** What is wrong with overriding an option (named without its prefix), or undefined when it is allowed. */
  complaint(option: string): string | undefined;
}

const POLICY = 'connector.client.config.override.policy';
const ALLOWLIST = 'connector.client.config.override.allowlist';
const PRINCIPAL = ['sasl.jaas.config', 'sasl.mechanism', 'security.protocol'];
const PACKAGE = 'org.apache.kafka.connect.connector.policy.';
const SUFFIX = 'ConnectorClientConfigOverridePolicy';

/**
 * Reads the worker's policy, by its alias or its class.
 *
 * Errors: ConfigException for one that does not exist. Source: kafka 4.2 `connector.policy`; KIP-458, KIP-1188.
 */
export function readOverridePolicy(workerConfig: Config): OverridePolicy {
  const given = workerConfig[POLICY] ?? 'All';
  const name = given.startsWith(PACKAGE) ? given.slice(PACKAGE.length) : given;
  const policy = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
  const only = (allowed: readonly string[]): OverridePolicy => ({
    complaint: (option) =>
      allowed.includes(option)
        ? undefined
        : `The '${policy}' policy does not allow '${option}' to be overridden in the connector configuration.`,
  });
  switch (policy) {
    case 'All':
      return { complaint: () => undefined };
    case 'None':
      return only([]);
    case 'Principal':
      return only(PRINCIPAL);
    case 'Allowlist':
      return only((workerConfig[ALLOWLIST] ?? '').split(',').map((option) => option.trim()));
    default:
      throw ConfigException.invalid(POLICY, given, 'expected All, None, Principal or Allowlist');
  }
}
