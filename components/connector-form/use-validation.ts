import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CopySource } from '@/lib/api/connectors';
import { validateQuery } from '@/lib/client/plugins';
import { describeProblem } from '@/lib/client/problems';
import type { DraftValues } from '@/lib/connect/config/form-model';
import type { ConfigInfos } from '@/lib/connect/rest/plugins';

const DEBOUNCE_MS = 350;
const NOTHING: ConfigInfos = { name: '', error_count: 0, groups: [], configs: [] };

/** The value, once it has been the same for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  // Outside React: a timer.
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

interface Target {
  clusterId: string;
  pluginClass: string;
  connector?: string;
  copyOf?: CopySource;
}

/** Why the worker has no opinion on the draft: in our words, and its own when it said any. */
interface Trouble {
  what: string;
  workerSaid: string | undefined;
}

/**
 * Asks the worker about the draft as the user types: debounced, the running question is aborted by the next, and
 * the last answer stays on screen until a newer one comes.
 *
 * Shape: `infos` are the last definitions the worker gave for this class, so that a config it cannot validate just
 * now does not take the form away; without any, the form is keys and values. `trouble` tells why.
 */
export function useValidation({ clusterId, pluginClass, connector, copyOf }: Target, draft: DraftValues) {
  const settled = useSettled(draft);
  const query = useQuery({
    ...validateQuery(clusterId, {
      pluginClass,
      draft: { set: settled.set, keep: [...settled.keep] },
      ...(connector === undefined ? {} : { connector }),
      ...(copyOf === undefined ? {} : { copyOf }),
    }),
    placeholderData: keepPreviousData,
    enabled: pluginClass !== '',
  });
  const answered = query.data?.ok ? query.data.infos : undefined;
  const [good, setGood] = useState<{ pluginClass: string; infos: ConfigInfos }>();
  if (answered && good?.infos !== answered) setGood({ pluginClass, infos: answered });
  const infos = answered ?? (good?.pluginClass === pluginClass ? good.infos : NOTHING);
  return {
    infos,
    trouble: troubleOf(query.data, query.error, pluginClass),
    isPending: query.isPending && pluginClass !== '',
    isBehind: settled !== draft || query.isFetching,
  };
}

const UNKNOWN_CLASS = /Failed to find any class that implements|Unknown plugin/;

function troubleOf(
  data: { ok: boolean; message?: string } | undefined,
  error: Error | null,
  pluginClass: string,
): Trouble | undefined {
  if (error) return describeProblem(error);
  if (data?.ok !== false) return undefined;
  const isUnknown = UNKNOWN_CLASS.test(data.message ?? '');
  return {
    what: isUnknown
      ? `This cluster does not have the plugin ${pluginClass}. The keys can be edited, but it will refuse them.`
      : 'The worker could not validate this config; the keys can still be edited and sent.',
    workerSaid: data.message,
  };
}
