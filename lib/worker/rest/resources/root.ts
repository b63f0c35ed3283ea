import { type RestResponse, type Route, route } from '../http.ts';

/** What the worker says of itself. */
export interface ServerIdentity {
  readonly version: string;
  readonly commit: string;
  readonly clusterId: string;
}

/** `/` and `/health`. The server listens only when the worker is ready. Source: kafka 4.x `RootResource`; KIP-1017. */
export function rootRoutes(identity: ServerIdentity, ping: () => Promise<void>): Route[] {
  const { version, commit, clusterId } = identity;
  return [
    route('GET', '/', () => ({ status: 200, body: { version, commit, kafka_cluster_id: clusterId } })),
    route('GET', '/health', () => health(ping)),
  ];
}

async function health(ping: () => Promise<void>): Promise<RestResponse> {
  try {
    await ping();
  } catch (error) {
    const message = `Worker was unable to handle this request and may be unable to handle other requests. ${(error as Error).message}`;
    return { status: 500, body: { status: 'unhealthy', message } };
  }
  const message = 'Worker has completed startup and is ready to handle requests.';
  return { status: 200, body: { status: 'healthy', message } };
}
