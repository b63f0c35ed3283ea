import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** The file of the log is none, or is damaged where nothing in it can be found without. */
export class DamagedLogError extends Error {
  override readonly name = 'DamagedLogError';
}

/** LMDB's description of a file, in its first two pages each. Source: `MDB_page` and `MDB_meta` in lmdb's `mdb.c`. */
const META = { flagsAt: 18, flag: 0x08, magicAt: 24, magic: 0xbeefc0de, pageSizeAt: 48, lastPageAt: 144 };
/** A file up to here was never written to after it was made. */
const NEW_BYTES = 3 * 4096;
/** A description with more than this is damaged. */
const MOST_PAGES = 2 ** 40;
const PAGE_SIZES = [4096, 8192, 16_384, 32_768, 65_536];

/**
 * Sees to it that the file can be opened for writing: makes it with `make`, or checks what is there.
 *
 * A new file appears whole or not at all, also when the power goes away meanwhile. One that was cut is made as long again
 * as it says it is: what is missing then reads as damage, where the system would end a process that reads behind the end.
 * Errors: DamagedLogError, which names the file; nothing that a file holds is ever changed.
 */
export function prepareLogFile(path: string, make: (path: string) => void): void {
  const unfinished = `${path}.new`;
  for (const file of [unfinished, `${unfinished}-lock`]) rmSync(file, { force: true });
  if (existsSync(path)) {
    const { size, describedBytes } = inspect(path);
    if (describedBytes !== undefined) {
      if (size < describedBytes) lengthen(path, describedBytes);
      return;
    }
    // What a release that did not rename left when it lost its power as it made the file.
    if (size > NEW_BYTES) throw damaged(path);
    for (const file of [path, `${path}-lock`]) rmSync(file, { force: true });
  }
  make(unfinished);
  rmSync(`${unfinished}-lock`, { force: true });
  renameSync(unfinished, path);
  syncDir(dirname(path));
  syncDir(dirname(dirname(path)));
}

/** Checks a file that is only read. Errors: DamagedLogError. */
export function checkLogFile(path: string): void {
  if (inspect(path).describedBytes === undefined) throw damaged(path);
}

function damaged(path: string): DamagedLogError {
  const what = `${path} is damaged in its first pages, or is no log.`;
  return new DamagedLogError(`${what} Put back a copy of it, or move it away to start with an empty log.`);
}

/** Shape: `describedBytes` is how long the file says it is, undefined when it does not describe itself. */
function inspect(path: string): { size: number; describedBytes: number | undefined } {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const first = readMeta(fd, 0);
    const second = first && readMeta(fd, first.pageSize);
    if (!first || !second) return { size, describedBytes: undefined };
    const lastPage = Math.max(first.lastPage, second.lastPage);
    return { size, describedBytes: (lastPage + 1) * first.pageSize };
  } finally {
    closeSync(fd);
  }
}

function readMeta(fd: number, at: number): { pageSize: number; lastPage: number } | undefined {
  const bytes = Buffer.alloc(META.lastPageAt + 8);
  if (readSync(fd, bytes, 0, bytes.length, at) < bytes.length) return undefined;
  const isMeta = (bytes.readUInt16LE(META.flagsAt) & META.flag) !== 0;
  if (!isMeta || bytes.readUInt32LE(META.magicAt) !== META.magic) return undefined;
  const pageSize = bytes.readUInt32LE(META.pageSizeAt);
  const lastPage = Number(bytes.readBigUInt64LE(META.lastPageAt));
  return PAGE_SIZES.includes(pageSize) && lastPage < MOST_PAGES ? { pageSize, lastPage } : undefined;
}

function lengthen(path: string, size: number): void {
  const fd = openSync(path, 'r+');
  try {
    ftruncateSync(fd, size);
  } finally {
    closeSync(fd);
  }
}

const NOT_SYNCED = ['EACCES', 'EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP'];

/** A new name is durable only once its folder is. Where a folder may not be synced, the system does so in its own time. */
function syncDir(dir: string): void {
  try {
    const fd = openSync(dir, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!NOT_SYNCED.includes((error as { code?: string }).code ?? '')) throw error;
  }
}
