import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { reasonToSkipKafka, startKafkaStack } from '../../../e2e/kafka/stack.ts';
import { CONNECT_VERSION, TRIED_CONNECT_VERSIONS } from '../../../e2e/kafka/versions.ts';
import { ServerInfo } from '../../connect/rest/root.ts';
import { startEmbedded } from './embedded.ts';
import { summarize } from './tally.ts';
import type { ContractTarget, TargetKind } from './targets.ts';

const GROUP_ID = 'contract';
const FLUSH_INTERVAL_MS = '500';

const running = new AsyncDisposableStack();
let root = '';
let skipped: readonly string[] = [];

/**
 * Starts what the suite is asked of: Apache Connect and the embedded worker, or whatever `CONNECT_URL` names.
 *
 * `CONTRACT_TARGETS=embedded` leaves out the other, `CONTRACT_TARGETS=apache-3.9,apache-2.8` asks older releases.
 * Without Java or Maven the Apache cases are skipped with a warning; with `CI` set that is an error.
 */
export async function setup(project: TestProject): Promise<void> {
  root = mkdtempSync(path.join(tmpdir(), 'sluice-contract-'));
  try {
    const tallyDir = newDir('tally');
    const targets = await startTargets();
    skipped = targets.flatMap(({ name, skip }) =>
      skip === undefined ? [] : [`contract: ${name} skipped: ${skip}`],
    );
    project.provide('contract', { targets, tallyDir });
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Prints the counts of every target, then stops what was started. */
export async function teardown(): Promise<void> {
  const lines = [...summarize(path.join(root, 'tally')), ...skipped];
  process.stdout.write(`${lines.join('\n')}\n`);
  await stopAll();
}

async function stopAll(): Promise<void> {
  await running.disposeAsync();
  rmSync(root, { recursive: true, force: true });
}

async function startTargets(): Promise<ContractTarget[]> {
  const url = process.env.CONNECT_URL;
  if (url !== undefined) return [await givenTarget(url.replace(/\/$/, ''))];
  const wanted = (process.env.CONTRACT_TARGETS ?? 'apache,embedded').split(',');
  const targets: ContractTarget[] = [];
  for (const name of wanted) targets.push(await startTarget(name));
  return targets;
}

/** `embedded`, `apache`, or an older release as `apache-3.9`. */
async function startTarget(name: string): Promise<ContractTarget> {
  if (name === 'embedded') return await embeddedTarget();
  if (name === 'apache') return await apacheTarget(CONNECT_VERSION);
  const version = TRIED_CONNECT_VERSIONS.find((each) => name === `apache-${each.replace(/\.\d+$/, '')}`);
  if (version === undefined) throw new Error(`CONTRACT_TARGETS: no target is called ${name}`);
  return await apacheTarget(version);
}

async function apacheTarget(version: string): Promise<ContractTarget> {
  const common = { kind: 'apache', version, name: `Apache Connect ${version}`, groupId: GROUP_ID } as const;
  const skip = reasonToSkipKafka(version);
  if (skip !== undefined) {
    process.stderr.write(
      `\ncontract: SKIPPED for ${common.name}, nothing proves the suite itself: ${skip}\n\n`,
    );
    return { ...common, url: '', dir: newDir(`files-${version}`), skip };
  }
  const stack = running.use(
    await startKafkaStack({
      version,
      dir: newDir(`stack-${version}`),
      settings: { 'group.id': GROUP_ID, 'offset.flush.interval.ms': FLUSH_INTERVAL_MS },
    }),
  );
  return { ...common, url: stack.connectUrl, dir: newDir(`files-${version}`), skip: undefined };
}

async function embeddedTarget(): Promise<ContractTarget> {
  const dir = newDir('embedded');
  const worker = running.use(
    await startEmbedded({
      dataDir: newDir('embedded-data'),
      flushIntervalMs: FLUSH_INTERVAL_MS,
      groupId: GROUP_ID,
    }),
  );
  return {
    kind: 'embedded',
    version: CONNECT_VERSION,
    name: 'embedded worker',
    url: worker.url,
    dir,
    groupId: GROUP_ID,
    skip: undefined,
  };
}

/** A worker somebody else runs; Jetty in its answers tells that it is Apache's. */
async function givenTarget(url: string): Promise<ContractTarget> {
  const response = await fetch(`${url}/`);
  const { version } = ServerInfo.parse(await response.json());
  const kind: TargetKind = response.headers.get('server')?.startsWith('Jetty') ? 'apache' : 'embedded';
  const name = `${kind} ${version} at ${url}`;
  return { kind, version, name, url, dir: newDir('given'), groupId: undefined, skip: undefined };
}

function newDir(name: string): string {
  const dir = path.join(root, name);
  mkdirSync(dir, { recursive: true });
  return dir;
}
