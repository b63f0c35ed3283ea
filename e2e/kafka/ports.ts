import { once } from 'node:events';
import { createServer } from 'node:net';
import { ProcessEndedError } from './guarded-process.ts';

const ATTEMPTS = 3;

/** Asks the machine for ports nobody listens on; somebody else may still take one before it is used. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Starts something on fresh ports, again with others when it ended because one was taken meanwhile. */
export async function onFreePorts<T>(count: number, start: (ports: number[]) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePorts(count));
    } catch (error) {
      const clash = error instanceof ProcessEndedError && /address already in use/i.test(error.logTail);
      if (!clash || attempt === ATTEMPTS) throw error;
    }
  }
}
