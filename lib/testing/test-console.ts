import type { KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { createLogger } from '../base/logger.ts';
import { ClusterId } from '../connect/names.ts';
import { LOCAL_ACTOR } from '../server/auth/authorize.ts';
import { type Console, createConsole, type VerbContext } from '../server/console.ts';

/** A console on a folder of its own that looks at the given clusters. */
export interface TestConsole extends AsyncDisposable {
  readonly console: Console;
  readonly context: VerbContext;
  readonly folder: string;
  /** Lines the console logged, as JSON. */
  readonly logged: string[];
}

/** Units: ms. `folder`: one that is kept, for tests that restart the console on it. */
interface TestConsoleOptions {
  readonly clusters: Readonly<Record<string, readonly string[] | string>>;
  readonly pollMs?: number;
  readonly folder?: string;
  readonly clock?: Clock;
  /** Seals secrets in place of the key file. */
  readonly secretKey?: KeyObject | undefined;
}

/** Starts a console in this process, with real sockets and a real database, and a quiet log. */
export async function startTestConsole(options: TestConsoleOptions): Promise<TestConsole> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'sluice-test-')));
  const logged: string[] = [];
  const clusters = Object.entries(options.clusters).map(([id, urls]) => ({
    id: ClusterId.parse(id),
    name: id,
    urls: typeof urls === 'string' ? [urls] : urls,
    origin: 'environment' as const,
  }));
  const running = await createConsole(
    {
      dataDir: folder,
      consoleDir: join(folder, 'console'),
      clusters,
      embeddedUrl: undefined,
      demo: false,
      pollMs: options.pollMs ?? 200,
      history: { days: 90, bytes: 2 ** 31 },
      secretKey: options.secretKey,
    },
    {
      clock: options.clock ?? systemClock,
      log: createLogger('test', { write: (line) => logged.push(line) }),
    },
  );
  return {
    console: running,
    context: { console: running, actor: LOCAL_ACTOR, requestId: 'test' },
    folder,
    logged,
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
