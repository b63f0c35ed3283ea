import type { Config } from '../worker/api/connector.ts';
import type { ConnectRecord, Predicate, Transformation } from '../worker/api/transformation.ts';
import { BUILT_IN_TRANSFORMS } from '../worker/plugins/built-in-transforms.ts';

/** A record of topic `t` without schemas, key, headers or value, apart from what is given. */
export function aRecord(parts: Partial<ConnectRecord> = {}): ConnectRecord {
  return {
    topic: 't',
    kafkaPartition: 0,
    keySchema: null,
    key: null,
    valueSchema: null,
    value: null,
    timestamp: 0,
    headers: [],
    ...parts,
  };
}

/** A transformation by its simple class name (`Cast$Value`), configured. */
export function configured(name: string, config: Config): Transformation {
  const transformation = find('transformation', `transforms.${name}`).create() as Transformation;
  transformation.configure(config);
  return transformation;
}

/** A predicate by its simple class name, configured. */
export function configuredPredicate(name: string, config: Config): Predicate {
  const predicate = find('predicate', `transforms.predicates.${name}`).create() as Predicate;
  predicate.configure(config);
  return predicate;
}

/** The messages validation has for a transformation's or predicate's options. Shape: only options with messages. */
export function messagesOf(name: string, config: Readonly<Record<string, string>>): Record<string, string[]> {
  const type = name.startsWith('predicates.') ? 'predicate' : 'transformation';
  const values = find(type, `transforms.${name}`)
    .create()
    .config()
    .validate(new Map(Object.entries(config)));
  const wrong = [...values.values()].filter(({ errors }) => errors.length > 0);
  return Object.fromEntries(wrong.map((value) => [value.name, value.errors]));
}

function find(type: 'transformation' | 'predicate', name: string) {
  const className = `org.apache.kafka.connect.${name}`;
  const plugin = BUILT_IN_TRANSFORMS.find((each) => each.type === type && each.className === className);
  if (!plugin) throw new Error(`There is no ${type} ${className}`);
  return plugin;
}
