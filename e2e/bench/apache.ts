import path from 'node:path';
import { startBroker } from '../kafka/broker.ts';
import { startConnect } from '../kafka/connect.ts';
import type { MeasuredWorker, Overrides } from './pipes.ts';

export { reasonToSkipKafka } from '../kafka/why-no-kafka.ts';

/** What people who tune such a pipeline set. */
export const TUNED: Overrides = {
  source: {
    'producer.override.batch.size': '524288',
    'producer.override.linger.ms': '20',
    'producer.override.acks': '1',
    'batch.size': '5000',
  },
  sink: { 'consumer.override.max.poll.records': '10000' },
};

/** As they come: the heap and collector of Kafka's own start scripts, and the whole compiler. */
const BROKER_JVM = ['-Xmx1G', '-Xms1G', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'];
const CONNECT_JVM = ['-Xmx2G', '-Xms256M', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'];

/** Starts a broker and Apache Connect 4.3.1, whose start alone is timed: the broker is there already. */
export async function startApache(dir: string): Promise<MeasuredWorker> {
  const broker = await startBroker({ dir: path.join(dir, 'broker'), jvmOptions: BROKER_JVM });
  try {
    const startedAt = performance.now();
    const connect = await startConnect({
      bootstrap: broker.bootstrap,
      dir: path.join(dir, 'connect'),
      jvmOptions: CONNECT_JVM,
      settings: { 'offset.flush.interval.ms': '1000' },
    });
    return {
      url: connect.url,
      pids: [connect.pid, broker.pid],
      startMs: performance.now() - startedAt,
      async [Symbol.asyncDispose]() {
        await connect.close();
        await broker.close();
      },
    };
  } catch (error) {
    await broker.close();
    throw error;
  }
}
