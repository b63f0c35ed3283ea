import { z } from 'zod';

const PROTO = '__proto__';
/** Stands for `__proto__` while zod looks: it drops that key without a word. */
const STAND_IN = '\u0000__proto__';

/**
 * A map from option names to values in which every key survives, `__proto__` too: a config loses nothing on its way.
 */
export function textMap<V extends z.ZodType>(value: V, key: z.ZodString = z.string()) {
  return z
    .preprocess((input) => renamed(input, PROTO, STAND_IN), z.record(key, value))
    .overwrite((output) => renamed(output, STAND_IN, PROTO));
}

/** The same map with one key called otherwise; whatever is no such map is returned as it is. */
function renamed<T>(map: T, from: string, to: string): T {
  if (typeof map !== 'object' || map === null || !Object.hasOwn(map, from)) return map;
  const entries = Object.entries(map).map(([key, value]) => [key === from ? to : key, value] as const);
  // `Object.fromEntries` defines own properties, so the type of the map is kept.
  return Object.fromEntries(entries) as T;
}
