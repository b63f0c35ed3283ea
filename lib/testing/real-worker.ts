import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorker } from '../worker/index.ts';

/** The embedded worker in this process. Shape: `folder` is for the files its connectors read and write. */
export interface RealWorker extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
}

/** Starts the embedded worker on a folder and a port of its own, with a quiet log. */
export async function startRealWorker(): Promise<RealWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-worker-'));
  const json = 'org.apache.kafka.connect.json.JsonConverter';
  const properties = {
    'data.dir': join(folder, 'data'),
    listeners: 'http://127.0.0.1:0',
    'offset.flush.interval.ms': '100',
    'key.converter': json,
    'value.converter': json,
  };
  const worker = await startWorker(properties, { log: () => undefined });
  return {
    url: worker.url,
    folder,
    [Symbol.asyncDispose]: async () => {
      await worker.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
