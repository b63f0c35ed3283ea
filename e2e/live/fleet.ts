import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Feature, hasFeature, parseVersion } from '../../lib/connect/versions.ts';
import { AlertReceiver } from '../../lib/testing/alert-receiver.ts';
import { type Broker, startBroker } from '../kafka/broker.ts';
import { startConnect } from '../kafka/connect.ts';
import { CONNECT_VERSION, hasDebezium, type PluginSet, TRIED_CONNECT_VERSIONS } from '../kafka/versions.ts';
import { reasonToSkipKafka } from '../kafka/why-no-kafka.ts';
import { test as quietTest } from '../support/quiet-page.ts';
import { call, type RunningSluice, startSluice, until } from '../support/sluice.ts';

export { expect } from '../support/quiet-page.ts';

/** A worker the live tests walk on; `version` is what it must say it is. */
export interface Target {
  readonly title: string;
  readonly clusterId: string;
  /** Ends the names of its connectors, because consumer groups are named after them and share a broker. */
  readonly tag: string;
  readonly version: string;
  readonly isEmbedded: boolean;
}

const EMBEDDED: Target = {
  title: 'the embedded worker',
  clusterId: 'embedded',
  tag: 'embedded',
  version: CONNECT_VERSION,
  isEmbedded: true,
};

/** Apache Connect of one release. */
export const apache = (version: string): Target => ({
  title: `Apache Connect ${version}`,
  clusterId: `connect-${version.replaceAll('.', '-')}`,
  tag: version.replaceAll('.', ''),
  version,
  isEmbedded: false,
});

/** Whether the console offers a feature on this target. */
export const has = ({ version }: Target, feature: Feature) => hasFeature(parseVersion(version), feature);

/** The embedded worker and every release of Apache Connect. */
export const TARGETS: readonly Target[] = [EMBEDDED, ...TRIED_CONNECT_VERSIONS.map(apache)];

/** Why a target cannot be had here; throws instead when `CI` is set. */
export function reasonToSkip({ isEmbedded, version }: Target): string | undefined {
  return isEmbedded ? undefined : reasonToSkipKafka(version, pluginsFor(version));
}

/** One console in front of a worker of every kind; all but the embedded one are on one broker. */
export interface Fleet {
  readonly sluice: RunningSluice;
  /** Where connectors' files are. */
  readonly files: string;
  /** Takes the notes of alert rules. */
  readonly receiver: AlertReceiver;
  readonly bootstrap: string;
  /** The REST address of a target's worker. */
  workerUrl(target: Target): string;
}

/** A test with the fleet, which is started once for all files that use it. Its page must stay quiet. */
export const test = quietTest.extend<object, { fleet: Fleet }>({
  fleet: [
    // Playwright reads which fixtures are wanted from this pattern.
    async ({ browserName: _ }, use) => {
      await using stack = new AsyncDisposableStack();
      await use(await startFleet(stack));
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

async function startFleet(stack: AsyncDisposableStack): Promise<Fleet> {
  const dir = mkdtempSync(path.join(tmpdir(), 'sluice-fleet-'));
  stack.defer(() => rmSync(dir, { recursive: true, force: true }));
  const files = path.join(dir, 'files');
  mkdirSync(files);
  const receiver = stack.use(await AlertReceiver.start());
  const present = TARGETS.filter((target) => !target.isEmbedded && reasonToSkip(target) === undefined);
  const broker =
    present.length > 0 ? stack.use(await startBroker({ dir: path.join(dir, 'broker') })) : undefined;
  const urls = new Map(broker ? await startWorkers(stack, broker, present, dir) : []);
  const clusters = present.map((target) => `${target.clusterId}=${urls.get(target.clusterId)}`).join(';');
  const sluice = stack.use(await startSluice(clusters ? { SLUICE_CLUSTERS: clusters } : {}));
  return {
    sluice,
    files,
    receiver,
    bootstrap: broker?.bootstrap ?? '',
    workerUrl: ({ clusterId, isEmbedded }) => {
      const url = isEmbedded ? sluice.workerUrl : urls.get(clusterId);
      if (!url) throw new Error(`there is no ${clusterId}`);
      return url;
    },
  };
}

function startWorkers(
  stack: AsyncDisposableStack,
  { bootstrap }: Broker,
  targets: readonly Target[],
  dir: string,
): Promise<[string, string][]> {
  return Promise.all(
    targets.map(async ({ clusterId, version }): Promise<[string, string]> => {
      const connect = await startConnect({
        bootstrap,
        dir: path.join(dir, clusterId),
        version,
        groupId: clusterId,
        plugins: pluginsFor(version),
        settings: { 'offset.flush.interval.ms': '2000' },
      });
      stack.use(connect);
      return [clusterId, connect.url];
    }),
  );
}

function pluginsFor(version: string): PluginSet[] {
  return hasDebezium(version) ? ['debezium', 'mirror'] : ['mirror'];
}

const STRING = {
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
};

/** The config of a file sink. */
export const fileSink = (file: string, topics: string) => ({
  'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
  file,
  topics,
  ...STRING,
});

/** The config of a file source. */
export const fileSource = (file: string, topic: string) => ({
  'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
  file,
  topic,
  ...STRING,
});

interface Status {
  connector?: { state: string };
  tasks?: { state: string }[];
}

/** Waits until the worker says that a connector and its only task are in these states. */
export async function isIn(worker: string, name: string, connector: string, task?: string): Promise<void> {
  await until(`${name} is ${connector} with its task ${task}`, async () => {
    const { body } = await call('GET', `${worker}/connectors/${name}/status`);
    const status = body as Status | undefined;
    return status?.connector?.state === connector && status.tasks?.[0]?.state === task;
  });
}

/** Writes a config over the worker's own REST, as somebody without the console would; waits out a rebalance. */
export async function putConfig(worker: string, name: string, config: object): Promise<void> {
  await until(`the worker takes the config of ${name}`, async () => {
    const { status, body } = await call('PUT', `${worker}/connectors/${name}/config`, config);
    if (status !== 200 && status !== 201 && status !== 409)
      throw new Error(`${name}: ${JSON.stringify(body)}`);
    return status !== 409;
  });
}

/** Creates a connector that runs over the worker's own REST and waits until its only task is in this state. */
export async function given(worker: string, name: string, config: object, task: string): Promise<void> {
  await putConfig(worker, name, config);
  await isIn(worker, name, 'RUNNING', task);
}

/** The config as the worker stores it, secrets included. */
export async function stored(worker: string, name: string): Promise<Record<string, string>> {
  return (await call('GET', `${worker}/connectors/${name}/config`)).body as Record<string, string>;
}
