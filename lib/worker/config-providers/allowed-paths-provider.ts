import { ConfigDef } from '../api/config-def.ts';
import type { ConfigProvider } from '../api/config-provider.ts';
import type { Config } from '../api/connector.ts';
import { ALLOWED_PATHS, ALLOWED_PATHS_OPTION, AllowedPaths } from './allowed-paths.ts';

/** A provider that reads files, and only those below its `allowed.paths`. */
export abstract class AllowedPathsProvider implements ConfigProvider {
  protected allowed = new AllowedPaths([]);

  config(): ConfigDef {
    return new ConfigDef().define(ALLOWED_PATHS_OPTION);
  }

  configure(options: Config): void {
    const parsed = this.config().parse(new Map(Object.entries(options)));
    this.allowed = new AllowedPaths(parsed.get(ALLOWED_PATHS) as readonly string[]);
  }

  abstract get(path: string, key: string): string;
}
