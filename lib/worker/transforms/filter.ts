import { ConfigDef } from '../api/config-def.ts';
import type { Transformation } from '../api/transformation.ts';
import { transformation } from './plugin.ts';

/** Drops every record it is given; a predicate says which. Source: kafka 4.3 `Filter`. */
class Filter implements Transformation {
  config(): ConfigDef {
    return new ConfigDef();
  }

  configure(): void {}

  apply(): null {
    return null;
  }
}

/** `Filter` as a plugin. */
export const filter = transformation('Filter', () => new Filter());
