/** How the suite wants its embedded worker. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly flushIntervalMs: string;
  readonly groupId: string;
}

/**
 * Starts the embedded worker with the options Apache's gets.
 *
 * Loaded on demand, so that a run against another target needs nothing of it.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<AsyncDisposable & { url: string }> {
  const { startWorker } = await import('../../worker/index.ts');
  const json = 'org.apache.kafka.connect.json.JsonConverter';
  return startWorker(
    {
      listeners: 'http://127.0.0.1:0',
      'group.id': options.groupId,
      'key.converter': json,
      'value.converter': json,
      'data.dir': options.dataDir,
      'offset.flush.interval.ms': options.flushIntervalMs,
    },
    { log: () => undefined },
  );
}
