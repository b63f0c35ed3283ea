import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { ConfigException } from '../api/exceptions.ts';
import { codeOf } from './allowed-paths.ts';

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a file whose links are resolved already.
 *
 * Shape: text, bad UTF-8 replaced. Units: at most 1 MiB. Errors: ConfigException that quotes nothing of the file; a pipe or
 * device is refused, because reading one may never end.
 */
export function readTextFile(realPath: string): string {
  const fd = open(realPath);
  try {
    if (!fstatSync(fd).isFile()) throw new ConfigException(`${realPath} is not a file`);
    const bytes = Buffer.alloc(Math.min(fstatSync(fd).size, MAX_BYTES) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(fd, bytes, length, bytes.length - length, length);
    }
    if (length > MAX_BYTES)
      throw new ConfigException(`the file ${realPath} is larger than ${MAX_BYTES} bytes`);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(fd);
  }
}

function open(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw new ConfigException(`the file ${path} cannot be read (${codeOf(error)})`);
  }
}
