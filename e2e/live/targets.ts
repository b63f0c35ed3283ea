import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reasonToSkipKafka, startKafkaStack } from '../kafka/stack.ts';
import { call, startSluice, until } from '../support/sluice.ts';

/** A console in front of one worker, with a few connectors in known states. */
export interface Target extends AsyncDisposable {
  readonly consoleUrl: string;
  readonly workerUrl: string;
  readonly clusterId: string;
  /** Where the connectors' files are. */
  readonly files: string;
}

export const TARGETS = ['embedded', 'apache'] as const;
export type TargetName = (typeof TARGETS)[number];

/** Why a target cannot be had here; throws instead when `CI` is set. */
export function reasonToSkip(target: TargetName): string | undefined {
  return target === 'apache' ? reasonToSkipKafka() : undefined;
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

/** Starts console and worker of a target. */
export async function startTarget(target: TargetName): Promise<Target> {
  const files = mkdtempSync(path.join(tmpdir(), `sluice-walk-${target}-`));
  const cleanUp = () => rmSync(files, { recursive: true, force: true });
  if (target === 'embedded') {
    const sluice = await startSluice();
    if (!sluice.workerUrl) throw new Error('the embedded worker did not start');
    const dispose = async () => {
      await sluice.close();
      cleanUp();
    };
    return {
      consoleUrl: sluice.url,
      workerUrl: sluice.workerUrl,
      clusterId: 'embedded',
      files,
      [Symbol.asyncDispose]: dispose,
    };
  }
  const kafka = await startKafkaStack({ settings: { 'offset.flush.interval.ms': '2000' } });
  const sluice = await startSluice({ EMBEDDED_WORKER: 'off', SLUICE_CLUSTERS: `apache=${kafka.connectUrl}` });
  const dispose = async () => {
    await sluice.close();
    await kafka.close();
    cleanUp();
  };
  return {
    consoleUrl: sluice.url,
    workerUrl: kafka.connectUrl,
    clusterId: 'apache',
    files,
    [Symbol.asyncDispose]: dispose,
  };
}

interface Status {
  connector?: { state: string };
  tasks?: { state: string }[];
}

/** Creates a connector over the worker's own REST and waits until it and its only task are in these states. */
export async function given(
  worker: string,
  name: string,
  config: object,
  connector: string,
  task: string | undefined,
): Promise<void> {
  const made = await call('PUT', `${worker}/connectors/${name}/config`, config);
  if (made.status !== 201) throw new Error(`${name}: ${JSON.stringify(made)}`);
  await until(`${name} is ${connector} with its task ${task}`, async () => {
    const { body } = await call('GET', `${worker}/connectors/${name}/status`);
    const status = body as Status;
    return status.connector?.state === connector && status.tasks?.[0]?.state === task;
  });
}
