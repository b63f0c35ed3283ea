import { ConfigException } from '../api/exceptions.ts';
import { parseProperties } from '../api/properties.ts';
import { AllowedPathsProvider } from './allowed-paths-provider.ts';
import { readTextFile } from './read-text-file.ts';

/** Reads a key of a properties file: `${file:/run/secrets/db.properties:password}`. Source: kafka 4.x `FileConfigProvider`. */
export class FileConfigProvider extends AllowedPathsProvider {
  get(path: string, key: string): string {
    const file = this.allowed.resolve(path);
    const value = this.#read(file)[key];
    if (value === undefined) throw new ConfigException(`the file ${path} has no key ${key}`);
    return value;
  }

  #read(file: string): Record<string, string> {
    const text = readTextFile(file);
    try {
      return parseProperties(text);
    } catch {
      throw new ConfigException(`the file ${file} is not in properties format`);
    }
  }
}
