import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { filmIsolation, MISBEHAVIOURS } from '../../testing/isolation-film.ts';
import { newDir } from './support.ts';

/** The goal is 100 ms, which `npm run films` shows; a machine that does much else beside gets more. */
const QUICK_MS = 500;
const STALL_MS = 2_000;

it.each(MISBEHAVIOURS)(
  'W16: a task that "%s" takes nothing else with it, and REST stays quick',
  async (misbehaviour) => {
    const program = fileURLToPath(new URL('../main.ts', import.meta.url));
    const film = await filmIsolation({ program, dir: newDir(), misbehaviour });
    const story = JSON.stringify(film, null, 1);
    expect(film.failed, story).toEqual(misbehaviour === 'never-stops' ? [] : ['bad/0']);
    expect(film.isComplete, story).toBe(true);
    expect(film.longestStall, story).toBeLessThan(STALL_MS);
    expect(film.restMeanwhile.p99, story).toBeLessThan(QUICK_MS);
  },
);
