import { z } from 'zod';

/** One logger: `last_modified` came with 3.7. Units: ms since the epoch. */
export const LoggerLevel = z.looseObject({
  level: z.string().nullish(),
  last_modified: z.number().nullish(),
});
export type LoggerLevel = z.infer<typeof LoggerLevel>;

/** `GET /admin/loggers`: name to level. Before 4.0 only loggers with a level of their own, from 4.0 on all known ones. */
export const LoggerLevels = z.record(z.string(), LoggerLevel);
export type LoggerLevels = z.infer<typeof LoggerLevels>;
