import 'server-only';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@/lib/base/errors';
import { ClusterId } from '@/lib/connect/names';
import { SYSTEM_ACTOR } from '../../auth/authorize';
import { isRestError } from '../../connect-client/errors';
import type { Console, VerbContext } from '../../console';
import { addAlertRule } from '../alerts';
import { setAutoRestart } from '../auto-restart';
import { createConnector } from '../connectors/create';
import { DEMO_FILES, demoConnectors, FLAPPING_CONNECTOR } from './connectors';
import { generateOrders } from './order-generator';

/** Where the demo's cluster is registered. */
export const DEMO_CLUSTER = ClusterId.parse('embedded');
const MARKER = 'seeded';
const ASK_AGAIN_MS = 500;

/** The demo's folder, an absolute path that the worker sees too. */
export function demoFolder(running: Console): string {
  return join(running.config.dataDir, 'demo');
}

/** Says whether this console shows the demo. */
export function isDemoOn(running: Console): boolean {
  return running.config.demo && running.fleet.has(DEMO_CLUSTER);
}

/**
 * Runs the demo until the console stops: files and connectors once per data folder, then orders every second.
 *
 * Connectors a user deleted stay deleted: a marker file remembers that they were made. Never throws.
 */
export async function runDemo(running: Console): Promise<void> {
  if (!isDemoOn(running)) return;
  const { clock, log, stopping: signal } = running;
  const folder = demoFolder(running);
  try {
    await mkdir(folder, { recursive: true });
    if (!existsSync(join(folder, MARKER))) await seed(running, folder);
    await generateOrders({ folder, clock, log, signal });
  } catch (error) {
    if (!signal.aborted) log.error('the demo could not be set up', { why: messageOf(error) });
  }
}

async function seed(running: Console, folder: string): Promise<void> {
  const { clock, fleet, stopping, log } = running;
  for (const [name, text] of Object.entries(DEMO_FILES)) await writeFile(join(folder, name), text);
  while (fleet.watch(DEMO_CLUSTER).reachability.state !== 'live') await clock.sleep(ASK_AGAIN_MS, stopping);
  const context: VerbContext = { console: running, actor: SYSTEM_ACTOR, requestId: 'demo' };
  for (const connector of demoConnectors(folder)) {
    try {
      await createConnector(context, { clusterId: DEMO_CLUSTER, connector });
    } catch (error) {
      if (!isRestError(error)) throw error;
      log.warn('a demo connector was not created', { connector: connector.name, why: error.workerMessage });
    }
  }
  await seedCare(context);
  await writeFile(join(folder, MARKER), new Date(clock.now()).toISOString());
}

/** What looks after the fleet: the flapping connector is restarted by the console, and a rule watches all of it. */
async function seedCare(context: VerbContext): Promise<void> {
  const { fleet, log } = context.console;
  const watch = fleet.watch(DEMO_CLUSTER);
  try {
    await watch.lookSoon({ info: false });
    await setAutoRestart(context, {
      clusterId: DEMO_CLUSTER,
      connector: FLAPPING_CONNECTOR,
      settings: { enabled: true, maxRestarts: 7 },
    });
    await addAlertRule(context, {
      name: 'Failed for a minute',
      enabled: true,
      conditions: ['FAILED', 'DEGRADED', 'UNREACHABLE'],
      forSeconds: 60,
      count: 1,
      cluster: null,
      pattern: '*',
      channels: [],
    });
  } catch (error) {
    log.warn('the demo goes on without auto-restart or alert rule', { why: messageOf(error) });
  }
}
