import { createLogger, type Logger, type LogLevel } from '../../base/logger.ts';

/** A level as Connect writes it. */
export type ConnectLogLevel = 'OFF' | 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE' | 'ALL';

/** A logger's level and when it was last changed here. Units: `last_modified` in ms since the epoch, null when never. */
export interface LoggerLevel {
  readonly level: ConnectLogLevel;
  readonly last_modified: number | null;
}

const LEVELS: Readonly<Record<ConnectLogLevel, LogLevel>> = {
  OFF: 'off',
  FATAL: 'error',
  ERROR: 'error',
  WARN: 'warn',
  INFO: 'info',
  DEBUG: 'debug',
  TRACE: 'trace',
  ALL: 'trace',
};

const ROOT = 'root';

/**
 * The loggers of this worker, by Kafka's names, and their levels, which can be changed while it runs and are forgotten
 * when it ends.
 *
 * A logger without a level of its own has that of its nearest ancestor by dots, at last the root's.
 * Source: kafka 4.x `Loggers`; KIP-495, KIP-976.
 */
export class Loggers {
  readonly #levels = new Map<string, LoggerLevel>([[ROOT, { level: 'INFO', last_modified: null }]]);
  readonly #known = new Map<string, Logger>();
  readonly #write: ((line: string) => void) | undefined;
  readonly #now: () => number;

  constructor(now: () => number, write?: (line: string) => void) {
    this.#now = now;
    this.#write = write;
  }

  /** The logger of a name; its level is looked up at every line. */
  get(name: string): Logger {
    const known = this.#known.get(name);
    if (known) return known;
    const logger = createLogger(name, {
      level: () => LEVELS[this.#effective(name).level],
      now: () => new Date(this.#now()),
      ...(this.#write ? { write: this.#write } : {}),
    });
    this.#known.set(name, logger);
    return logger;
  }

  /** Every known logger that is not OFF, by name. */
  allLevels(): Record<string, LoggerLevel> {
    const names = [...new Set([...this.#known.keys(), ...this.#levels.keys()])].sort();
    return Object.fromEntries(
      names.map((name) => [name, this.#effective(name)] as const).filter(([, { level }]) => level !== 'OFF'),
    );
  }

  /** The level of one logger; undefined when no logger has that name. */
  level(name: string): LoggerLevel | undefined {
    const key = toKey(name);
    return this.#levels.has(key) || this.#known.has(key) ? this.#effective(key) : undefined;
  }

  /** Sets the level of a logger and of all whose name begins with its name; returns those that changed, by name. */
  setLevel(name: string, level: ConnectLogLevel): string[] {
    const key = toKey(name);
    const known = [...this.#known.keys(), ...this.#levels.keys()];
    const names =
      key === ROOT ? [ROOT] : [...new Set([key, ...known.filter((other) => other.startsWith(key))])];
    const changed = names.filter(
      (other) => this.#effective(other).level !== level || !this.#levels.has(other),
    );
    const really = changed.filter((other) => this.#effective(other).level !== level);
    for (const other of changed) this.#levels.set(other, { level, last_modified: this.#now() });
    return really.sort();
  }

  #effective(name: string): LoggerLevel {
    for (let at = name; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const own = this.#levels.get(at);
      if (own) return at === name ? own : { level: own.level, last_modified: null };
    }
    const root = this.#levels.get(ROOT) ?? { level: 'INFO', last_modified: null };
    return { level: root.level, last_modified: null };
  }
}

/** Reads a level in any case; undefined when it is none. */
export function parseLogLevel(text: string): ConnectLogLevel | undefined {
  const upper = text.toUpperCase();
  return Object.hasOwn(LEVELS, upper) ? (upper as ConnectLogLevel) : undefined;
}

function toKey(name: string): string {
  return name.toLowerCase() === ROOT ? ROOT : name;
}
