import { linkSync, statSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ConnectException } from '../../api/exceptions.ts';
import { type FoundFile, isSame, look } from './directory-listing.ts';
import type { DirectorySettings } from './settings.ts';

const MAX_NAMES = 10_000;

/**
 * Moves or deletes files that were read, once their offsets are durable.
 *
 * Invariant: a commit makes durable what was handed over before it began, so a file waits for the second one after it was
 * added, which certainly began later.
 */
export class FinishedFiles {
  readonly #settings: DirectorySettings;
  #added: FoundFile[] = [];
  #beforeLastCommit: FoundFile[] = [];

  constructor(settings: DirectorySettings) {
    this.#settings = settings;
  }

  /** Takes up a file whose records were all handed over. */
  add(file: FoundFile): void {
    if (this.#settings.finished !== 'keep') this.#added.push(file);
  }

  /**
   * Is to be called after each commit; returns the paths of the files that are gone. One that changed since it was read
   * stays. Errors: ConnectException that names the file.
   */
  onCommit(): string[] {
    const ready = this.#beforeLastCommit.filter((file) => isSame(file, look(file.path)));
    this.#beforeLastCommit = this.#added;
    this.#added = [];
    for (const { path } of ready) this.#putAway(path);
    return ready.map(({ path }) => path);
  }

  #putAway(path: string): void {
    const { moveTo } = this.#settings;
    try {
      if (moveTo === undefined) unlinkSync(path);
      else moveFile(path, moveTo);
    } catch (cause) {
      const where = moveTo === undefined ? 'deleted' : `moved to ${moveTo}`;
      throw new ConnectException(`The file ${path} was read and cannot be ${where}`, { cause });
    }
  }
}

/** Never overwrites: a link fails where there is a file already. One that is half moved has both names, and loses the old. */
function moveFile(path: string, folder: string): void {
  for (let number = 0; number < MAX_NAMES; number += 1) {
    const target = join(folder, number === 0 ? basename(path) : `${basename(path)}.${number}`);
    if (linkUnlessTaken(path, target)) {
      unlinkSync(path);
      return;
    }
  }
  throw new ConnectException(`${folder} has ${MAX_NAMES} files of this name`);
}

function linkUnlessTaken(path: string, target: string): boolean {
  try {
    linkSync(path, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const [one, other] = [statSync(path), statSync(target)];
    return one.ino === other.ino && one.dev === other.dev;
  }
}
