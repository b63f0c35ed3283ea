/** What a level may be, quietest first. */
export const LOG_LEVELS = ['OFF', 'FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'ALL'] as const;

/** Levels by the logger's name. */
export type Levels = ReadonlyMap<string, string>;

const ROOT = 'root';

/** The level a logger has by itself or from the nearest one above it; `undefined` when not even root is known. */
export function effectiveLevel(levels: Levels, logger: string): string | undefined {
  for (let name = logger; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const level = levels.get(name);
    if (level !== undefined) return level;
  }
  return levels.get(ROOT);
}

/**
 * Lists what a change of one logger's level changed, as it was before: that logger and every other one that moved
 * with it. What moves differs by version, so it is read and not guessed.
 *
 * Shape: name to level before; `earlier` holds what pending reverts remember and wins, so that a change on top of a
 * change still leads back to the beginning. Source: Kafka ≤ 3.9 and ≥ 4.0 `Loggers#setLevel`.
 */
export function changedLevels(
  logger: string,
  before: Levels,
  after: Levels,
  earlier: Levels = new Map(),
): Map<string, string> {
  const changed = new Map<string, string>();
  const own = earlier.get(logger) ?? effectiveLevel(before, logger);
  if (own !== undefined) changed.set(logger, own);
  for (const [name, level] of before) {
    if (name !== logger && after.get(name) !== undefined && after.get(name) !== level) {
      changed.set(name, earlier.get(name) ?? level);
    }
  }
  return changed;
}

/**
 * Says what every level should be after a revert: as `before` where it is still what was set, otherwise as it is
 * now, because somebody else changed it since.
 */
export function revertTarget(now: Levels, before: Levels, setTo: string): Map<string, string> {
  const target = new Map(now);
  for (const [name, level] of before) {
    if ((effectiveLevel(now, name) ?? setTo) === setTo) target.set(name, level);
  }
  return target;
}

/** Lists loggers that are not at their target, parents first: setting one may move those below it. */
export function offTarget(now: Levels, target: Levels): [name: string, level: string][] {
  return [...target]
    .filter(([name, level]) => effectiveLevel(now, name) !== level)
    .sort(([a], [b]) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

function depth(name: string): number {
  return name === ROOT ? 0 : name.split('.').length;
}
