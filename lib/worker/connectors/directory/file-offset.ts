import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { OffsetChange } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { SourceMap } from '../../api/record.ts';
import { look } from './directory-listing.ts';
import type { Place } from './record-reader.ts';

/** Member of the source partition: the path of the file. */
export const FILE_FIELD = 'file';

const POSITION_FIELD = 'position';
const LINE_FIELD = 'line';
const CHECKSUM_FIELD = 'checksum';
const CHECKED_BYTES = 1024;

/** How far a file was read. Shape: `checksum` is that of the bytes before it; undefined where nobody computed one. */
export interface FileOffset extends Place {
  readonly checksum?: number | undefined;
}

/** Reads a stored source offset; null is the beginning. Errors: ConnectException that names the member. */
export function parseOffset(stored: SourceMap | null | undefined): FileOffset {
  return {
    position: parseCount(stored, POSITION_FIELD) ?? 0,
    line: parseCount(stored, LINE_FIELD) ?? 0,
    checksum: parseCount(stored, CHECKSUM_FIELD),
  };
}

/** Writes a source offset. */
export function formatOffset({ position, line, checksum }: FileOffset): SourceMap {
  const place = { [POSITION_FIELD]: position, [LINE_FIELD]: line };
  return checksum === undefined ? place : { ...place, [CHECKSUM_FIELD]: checksum };
}

/**
 * Checks an offset set from outside. Errors: ConnectException that names the member; a position with the checksum of another
 * one is rejected, because the file would be taken for a new one.
 */
export function checkChange({ partition, offset }: OffsetChange): void {
  const path = partition?.[FILE_FIELD];
  if (typeof path !== 'string') {
    throw new ConnectException(`Partition objects must hold the path of a file as '${FILE_FIELD}'`);
  }
  if (offset === null) return;
  if (!Object.hasOwn(offset, POSITION_FIELD)) {
    throw new ConnectException(`Offset objects must hold the bytes read as '${POSITION_FIELD}'`);
  }
  const parsed = parseOffset(offset);
  if (parsed.checksum === undefined || !look(path)) return;
  const fd = openSync(path, 'r');
  try {
    if (stillHolds(fd, parsed)) return;
  } finally {
    closeSync(fd);
  }
  throw new ConnectException(
    `The '${CHECKSUM_FIELD}' is not that of what stands before '${POSITION_FIELD}' in ${path}; leave it out to go on from there`,
  );
}

/** CRC-32 of the last bytes of an open file before a position, 1024 at most. Errors: those of the system. */
export function checksumBefore(fd: number, position: number): number {
  const bytes = Buffer.alloc(Math.min(CHECKED_BYTES, position));
  const count = readSync(fd, bytes, 0, bytes.length, position - bytes.length);
  return crc32(bytes.subarray(0, count));
}

/** Whether the file still holds what was read when the offset was written; else it is another one under the same name. */
export function stillHolds(fd: number, { position, checksum }: FileOffset): boolean {
  if (fstatSync(fd).size < position) return false;
  return checksum === undefined || checksumBefore(fd, position) === checksum;
}

function parseCount(stored: SourceMap | null | undefined, member: string): number | undefined {
  const value = stored?.[member];
  if (value === undefined || value === null) return undefined;
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw new ConnectException(
    `The value for the '${member}' key in the offset must be a whole number from 0 on`,
  );
}
