import 'server-only';
import { type ConfigMatches, ConfigSearchQuery } from '@/lib/api/config-search';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';

/** Finds connectors by parts of their options' names and values, from the configs last seen: no worker is asked. */
export async function searchConfigs(context: VerbContext, input: ConfigSearchQuery): Promise<ConfigMatches> {
  authorize(context.actor, 'connectors/read');
  const terms = ConfigSearchQuery.parse(input)
    .terms.split('\n')
    .map((line) => {
      const at = line.indexOf(':');
      return { key: line.slice(0, at), value: line.slice(at + 1) };
    });
  return { matches: await context.console.fleet.configs.find(terms) };
}
