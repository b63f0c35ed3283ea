import { join } from 'node:path';
import { ConfigException } from '../api/exceptions.ts';
import { AllowedPathsProvider } from './allowed-paths-provider.ts';
import { readTextFile } from './read-text-file.ts';

/**
 * Reads a whole file of a folder, as secrets are mounted: `${dir:/run/secrets:password}`.
 *
 * Shape: the text as it is, a newline at its end too. Source: kafka 4.x `DirectoryConfigProvider`; KIP-632.
 */
export class DirectoryConfigProvider extends AllowedPathsProvider {
  get(path: string, key: string): string {
    if (key === '' || key === '.' || key === '..' || /[/\\\0]/.test(key)) {
      throw new ConfigException(`a key must be the name of a file in ${path}`);
    }
    return readTextFile(this.allowed.resolve(join(path, key)));
  }
}
