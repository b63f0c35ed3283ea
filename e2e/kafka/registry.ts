import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fetchRegistry, registryFolder } from './fetch.ts';
import { startGuarded } from './guarded-process.ts';
import { TEST_JVM_OPTIONS } from './jvm.ts';
import { onFreePorts } from './ports.ts';
import { REGISTRY_VERSION } from './versions.ts';
import { waitUntil } from './wait-until.ts';

const READY_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_MS = 2_000;

/** A running Schema Registry on loopback. Shape: `url` is what `schema.registry.url` takes. */
export interface SchemaRegistry extends AsyncDisposable {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts an Apicurio Registry that keeps its schemas in memory, and resolves when its Confluent API answers.
 *
 * Errors: rejects with the end of the log when it ends during start.
 */
export function startRegistry(dir: string): Promise<SchemaRegistry> {
  fetchRegistry();
  mkdirSync(dir, { recursive: true });
  return onFreePorts(1, async ([port = 0]) => {
    const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
    const program = await startGuarded({
      file: 'java',
      args: [
        ...TEST_JVM_OPTIONS,
        ...['-Dquarkus.http.host=127.0.0.1', `-Dquarkus.http.port=${port}`],
        ...['-jar', path.join(registryFolder(), `apicurio-registry-app-${REGISTRY_VERSION}-runner.jar`)],
      ],
      cwd: dir,
      logFile: path.join(dir, 'registry.log'),
    });
    try {
      const isReady = async () => {
        const answer = await fetch(`${url}/subjects`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
        await answer.body?.cancel();
        return answer.ok;
      };
      await waitUntil('the Schema Registry', isReady, { timeoutMs: READY_TIMEOUT_MS, ended: program.ended });
    } catch (error) {
      await program.close();
      throw error;
    }
    return { url, close: program.close, [Symbol.asyncDispose]: program.close };
  });
}
