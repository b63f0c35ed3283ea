import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { validateQuery } from '@/lib/client/plugins';
import type { DraftValues } from '@/lib/connect/config/form-model';

const DEBOUNCE_MS = 350;

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
}

/**
 * Asks the worker about the draft as the user types: debounced, the running question is aborted by the next, and
 * the last answer stays on screen until a newer one comes.
 */
export function useValidation({ clusterId, pluginClass, connector }: Target, draft: DraftValues) {
  const settled = useSettled(draft);
  const query = useQuery({
    ...validateQuery(clusterId, {
      pluginClass,
      draft: { set: settled.set, keep: [...settled.keep] },
      ...(connector === undefined ? {} : { connector }),
    }),
    placeholderData: keepPreviousData,
    enabled: pluginClass !== '',
  });
  return { ...query, isBehind: settled !== draft || query.isFetching };
}
