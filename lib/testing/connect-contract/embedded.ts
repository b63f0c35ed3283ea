/** placeholder until lib/worker/index.ts exists */
export async function startEmbedded(_options: {
  dataDir: string;
  filesDir: string;
  flushIntervalMs: string;
  groupId: string;
}): Promise<AsyncDisposable & { url: string }> {
  throw new Error('not yet');
}
