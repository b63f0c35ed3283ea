import { realpathSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import type { ConfigKeyInput } from '../api/config-def.ts';
import { nonEmptyList } from '../api/config-validators.ts';
import { ConfigException } from '../api/exceptions.ts';

/** Name of the option. */
export const ALLOWED_PATHS = 'allowed.paths';

/** Files and folders that may be read. Required, because everybody who may edit a connector can refer to them. */
export const ALLOWED_PATHS_OPTION: ConfigKeyInput = {
  name: ALLOWED_PATHS,
  type: 'LIST',
  validator: nonEmptyList,
  importance: 'HIGH',
  documentation: 'Absolute paths of the files and folders that may be read, links resolved; / for all.',
  displayName: 'Allowed paths',
};

const NEVER = ['/proc', '/sys', '/dev'];

/**
 * The files that a provider may read.
 *
 * Apache compares what is written; here a link must also lead to a file that is allowed. A path outside is refused before
 * the disk is asked, so that nobody learns what exists. Source: kafka 4.x `AllowedPaths`; CVE-2024-31141.
 */
export class AllowedPaths {
  readonly #given: readonly string[];
  readonly #real: readonly string[];

  /** Errors: ConfigException for a path that is not absolute or does not exist. */
  constructor(paths: readonly string[]) {
    const all = paths.map((path) => path.trim()).filter((path) => path !== '');
    this.#given = all.map((path) => {
      if (!isAbsolute(path))
        throw ConfigException.invalid(ALLOWED_PATHS, path, `Path ${path} is not absolute`);
      return resolve(path);
    });
    this.#real = this.#given.map((path) => {
      try {
        return realpathSync(path);
      } catch (cause) {
        throw new ConfigException(
          `Invalid value ${path} for configuration ${ALLOWED_PATHS}: Path ${path} does not exist`,
          { cause },
        );
      }
    });
  }

  /** The real path of what may be read. Errors: ConfigException when it is not allowed or not there. */
  resolve(path: string): string {
    const refused = new ConfigException(
      `the path ${printable(path)} is not in ${ALLOWED_PATHS} of the provider`,
    );
    if (path.includes('\0') || !isAbsolute(path)) throw refused;
    const wanted = resolve(path);
    if (!isWithin(wanted, [...this.#given, ...this.#real])) throw refused;
    const real = realpath(wanted);
    if (!isWithin(real, this.#real) || isWithin(real, NEVER)) throw refused;
    return real;
  }
}

function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new ConfigException(`the file ${path} cannot be read (${codeOf(error)})`);
  }
}

/** The system's word for a failure, such as ENOENT. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? 'unknown failure');
}

function isWithin(path: string, folders: readonly string[]): boolean {
  return folders.some(
    (folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep),
  );
}

function printable(path: string): string {
  return JSON.stringify(path).slice(1, -1);
}
