import { closeSync, fstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { matchesGlob, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import type { DirectorySettings } from './settings.ts';

/** A file as it was seen in the directory. Units: `size` bytes, `modifiedMs` ms since the epoch. */
export interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** The part of the files that is a task's. */
export interface Share {
  readonly task: number;
  readonly tasks: number;
}

/**
 * Returns the files of a task's share that match the pattern and have not changed lately, by name.
 *
 * Units: `now` ms since the epoch. Errors: those of the system when the directory cannot be read.
 */
export function listFiles(settings: DirectorySettings, share: Share, now: number): FoundFile[] {
  return readdirSync(settings.directory)
    .filter((name) => !name.startsWith('.') && matchesGlob(name, settings.pattern) && isMine(name, share))
    .sort()
    .map((name) => look(resolve(settings.directory, name)))
    .filter((file) => file !== undefined)
    .filter(({ modifiedMs }) => Math.abs(now - modifiedMs) >= settings.minimumAgeMs);
}

/** What the file at a path is now; undefined for none, for what is no file, and for a link to itself. */
export function look(path: string): FoundFile | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? { path, size: stats.size, modifiedMs: stats.mtimeMs } : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw error;
  }
}

/** Opens a file to read; undefined when it is gone, or no longer what was found. Errors: those of the system. */
export function openFound(found: FoundFile): number | undefined {
  let fd: number;
  try {
    fd = openSync(found.path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { size, mtimeMs } = fstatSync(fd);
  if (isSame(found, { path: found.path, size, modifiedMs: mtimeMs })) return fd;
  closeSync(fd);
  return undefined;
}

/** Whether a file is as it was. */
export function isSame(one: FoundFile | undefined, other: FoundFile | undefined): boolean {
  return one !== undefined && one.size === other?.size && one.modifiedMs === other.modifiedMs;
}

/** By name, so that a file stays with its task as long as their number does. */
function isMine(name: string, { task, tasks }: Share): boolean {
  return crc32(name) % tasks === task;
}
