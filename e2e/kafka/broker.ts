import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { brokerJars, fetchJars } from './fetch.ts';
import { startJvm, writeProperties } from './jvm.ts';
import { onFreePorts } from './ports.ts';
import { BROKER_VERSION, CONNECT_VERSION } from './versions.ts';
import { waitUntil } from './wait-until.ts';

const READY_TIMEOUT_MS = 90_000;
const PROBE_TIMEOUT_MS = 2_000;

/** What to start; data and log go below `dir`, `settings` override the broker's properties. */
export interface BrokerOptions {
  readonly dir: string;
  readonly version?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly jvmOptions?: readonly string[];
}

/** A running broker on loopback. */
export interface Broker extends AsyncDisposable {
  readonly bootstrap: string;
  readonly pid: number;
  close(): Promise<void>;
}

/**
 * Starts one KRaft node that is broker and controller, and resolves when a Metadata request lists it.
 *
 * Errors: rejects with the end of the log when it ends during start.
 */
export function startBroker(options: BrokerOptions): Promise<Broker> {
  const version = options.version ?? BROKER_VERSION;
  fetchJars(CONNECT_VERSION, version);
  return onFreePorts(2, async ([port = 0, controllerPort = 0]) => {
    rmSync(path.join(options.dir, 'data'), { recursive: true, force: true });
    const config = writeProperties(path.join(options.dir, 'server.properties'), {
      ...brokerProperties(options.dir, port, controllerPort),
      ...options.settings,
    });
    const base = {
      dir: options.dir,
      lib: brokerJars(version),
      logging: 'log4j2',
      jvmOptions: options.jvmOptions,
    } as const;
    await formatStorage(base, config);
    const jvm = await startJvm({ ...base, mainClass: 'kafka.Kafka', args: [config], logName: 'broker' });
    try {
      await waitUntil('the broker', () => listsBroker(port), {
        timeoutMs: READY_TIMEOUT_MS,
        ended: jvm.ended,
      });
    } catch (error) {
      await jvm.close();
      throw error;
    }
    return {
      bootstrap: `127.0.0.1:${port}`,
      pid: jvm.pid,
      close: jvm.close,
      [Symbol.asyncDispose]: jvm.close,
    };
  });
}

async function formatStorage(
  base: { dir: string; lib: string; logging: 'log4j2' },
  config: string,
): Promise<void> {
  const args = ['format', '--ignore-formatted', '-t', newClusterId(), '-c', config];
  const jvm = await startJvm({ ...base, mainClass: 'kafka.tools.StorageTool', args, logName: 'format' });
  await jvm.finished();
}

/** What `StorageTool random-uuid` prints: 22 characters of URL-safe base64 without a leading dash. */
function newClusterId(): string {
  return `K${randomBytes(15).toString('base64url')}A`;
}

/** One Metadata v4 request without topics; bytes 12 to 15 of the answer count the brokers. */
async function listsBroker(port: number): Promise<boolean> {
  const socket = createConnection({ port, host: '127.0.0.1', timeout: PROBE_TIMEOUT_MS });
  try {
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    await once(socket, 'connect');
    socket.write(Buffer.from('0000000f0003000400000001ffff0000000000', 'hex'));
    let answer = Buffer.alloc(0);
    for await (const chunk of socket) {
      answer = Buffer.concat([answer, chunk as Buffer]);
      if (answer.length >= 16) return answer.readInt32BE(12) === 1;
    }
    return false;
  } finally {
    socket.destroy();
  }
}

function brokerProperties(dir: string, port: number, controllerPort: number): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': path.join(dir, 'data'),
    'auto.create.topics.enable': 'true',
    'num.partitions': '1',
    'default.replication.factor': '1',
    'min.insync.replicas': '1',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '5',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '5',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '5',
    'group.initial.rebalance.delay.ms': '0',
  };
}
