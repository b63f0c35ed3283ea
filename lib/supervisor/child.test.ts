import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { type ChildSpec, SupervisedChild } from './child.ts';

let dir: string;
let child: SupervisedChild;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'sluice-child-'));
});
afterEach(async () => {
  await child.stop(200);
  rmSync(dir, { recursive: true, force: true });
});

const SAYS_READY = "process.send({ type: 'ready', url: 'http://x' });";

/** Supervises a script; resolves events one by one. */
function supervise(source: string, isFatal: ChildSpec['isFatal'] = () => false) {
  const script = path.join(dir, 'child.mjs');
  writeFileSync(script, source);
  const events: string[] = [];
  let wake = () => {};
  const note = (event: string) => {
    events.push(event);
    wake();
  };
  child = new SupervisedChild(
    {
      name: 'child',
      script,
      args: () => [],
      execArgv: [],
      cwd: dir,
      env: () => process.env,
      onReady: (message) => note(`ready ${message.url}`),
      onExit: ({ code, signal, restartInMs }) =>
        note(`exit ${signal ?? code} ${restartInMs === null ? 'for good' : 'again'}`),
      isFatal,
    },
    systemClock,
  );
  child.start();
  const seen = async (count: number) => {
    while (events.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return events;
  };
  return { seen };
}

describe('a supervised child', () => {
  it('is started again after it died, with the same readiness', async () => {
    const { seen } = supervise(`${SAYS_READY} setTimeout(() => process.exit(7), 20);`);
    expect((await seen(3)).slice(0, 3)).toEqual(['ready http://x', 'exit 7 again', 'ready http://x']);
  });

  it('is not started again after an exit that is fatal', async () => {
    const { seen } = supervise('process.exit(3);', (code) => code === 3);
    expect(await seen(1)).toEqual(['exit 3 for good']);
    expect(child.state).toBe('stopped');
  });

  it('is killed when it does not end within its grace time', async () => {
    const { seen } = supervise(`process.on('SIGTERM', () => {}); ${SAYS_READY} setInterval(() => {}, 1000);`);
    await seen(1);
    await child.stop(100);
    expect(await seen(2)).toEqual(['ready http://x', 'exit SIGKILL for good']);
  });
});
