import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
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

  it('is started again although the supervisor has nothing else to wait for', async () => {
    const script = path.join(dir, 'child.mjs');
    const once = path.join(dir, 'once');
    // The first child dies at once; the second says so and stays until the supervisor is gone.
    writeFileSync(
      script,
      `import fs from 'node:fs';
       if (!fs.existsSync('${once}')) { fs.writeFileSync('${once}', ''); process.exit(7); }
       ${SAYS_READY} process.on('disconnect', () => process.exit(0));`,
    );
    const supervisor = path.join(dir, 'supervisor.mjs');
    writeFileSync(
      supervisor,
      `import { SupervisedChild } from ${JSON.stringify(path.resolve(import.meta.dirname, 'child.ts'))};
       import { systemClock } from ${JSON.stringify(path.resolve(import.meta.dirname, '../base/clock.ts'))};
       new SupervisedChild({ name: 'child', script: ${JSON.stringify(script)}, args: () => [], execArgv: [],
         cwd: ${JSON.stringify(dir)}, env: () => process.env, isFatal: () => false, onExit: () => {},
         onReady: () => { console.log('back'); process.exit(0); } }, systemClock).start();`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [supervisor]);
    expect(stdout).toBe('back\n');
    child = new SupervisedChild({} as ChildSpec, systemClock); // nothing left to stop
  });
});
