import type { PredicatePlugin } from '../api/plugin.ts';
import type { Predicate } from '../api/transformation.ts';

/** Describes a predicate under its Java class name. */
export function predicate(name: string, create: () => Predicate): PredicatePlugin {
  return {
    type: 'predicate',
    className: `org.apache.kafka.connect.transforms.predicates.${name}`,
    version: '4.3.1',
    create,
  };
}
