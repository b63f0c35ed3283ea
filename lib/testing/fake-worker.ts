import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Config = Record<string, string | null>;
interface Instance {
  state: string;
  worker_id: string;
  trace?: string;
}
interface FakeTask extends Instance {
  id: number;
}

/** One connector of the double; tests may change it at any time. */
export interface FakeConnector {
  config: Config;
  type: string;
  /** Null: the worker has no status yet. */
  connector: Instance | null;
  tasks: FakeTask[];
  offsets: string;
  topics: string[];
}

/** What the double saw. `path` is the raw request target. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly socket: Socket;
}

/** What a scripted request gets instead of the usual answer. Units: ms, bytes. */
export type Fault =
  | { do: 'hang' }
  | { do: 'answer'; status: number; body: string; headers?: Record<string, string> }
  | { do: 'truncate'; bytes: number }
  | { do: 'drip'; everyMs: number }
  | { do: 'huge'; bytes: number }
  | { do: 'reset' }
  | { do: 'apply-then-reset' }
  | { do: 'delay'; ms: number };

/** How an instance that is started ends up, after how long, and for how long it shows RUNNING first. */
export interface StartOutcome {
  state: string;
  trace?: string;
  afterMs?: number;
  blinkMs?: number;
}

const PLUGINS = [
  { class: 'org.apache.kafka.connect.file.FileStreamSinkConnector', type: 'sink', version: '4.1.0' },
  { class: 'org.apache.kafka.connect.file.FileStreamSourceConnector', type: 'source', version: '4.1.0' },
];

const MUST_BE_STOPPED = 'Connectors must be in the STOPPED state before their offsets can be modified.';

/** A scriptable Connect worker in memory: enough of its REST API for the console, and every way to misbehave. */
export class FakeWorker implements AsyncDisposable {
  version = '4.1.0';
  readonly requests: SeenRequest[] = [];
  readonly connectors = new Map<string, FakeConnector>();
  /** Decides how a started instance ends up; `task` null is the connector. */
  startOutcome: (name: string, task: number | null, config: Config) => StartOutcome = () => ({
    state: 'RUNNING',
  });
  validate: (config: Config) => unknown = () => ({ name: 'x', error_count: 0, groups: [], configs: [] });
  passwordKeys: string[] = [];
  /** How many hanging requests their client has given up. */
  hangingUp = 0;
  /** Runs just before a request is carried out: what happens at the worker in the meantime. */
  beforeAnswer: (request: SeenRequest) => void = () => undefined;
  /** Decides for every request whether it misbehaves, before the faults that `fail` names. */
  chaos: (request: SeenRequest) => Fault | undefined = () => undefined;
  plugins: unknown[] = PLUGINS;
  /** Levels by name; setting one moves what lies below it, as from 4.0 on. */
  readonly loggers = new Map([['root', 'INFO']]);
  #faults: { match: (request: SeenRequest) => boolean; fault: Fault; times: number }[] = [];
  /** Says whether a request may come in; those that may not get 401, as from Connect's basic-auth extension. */
  admits: (request: SeenRequest) => boolean = () => true;
  readonly #isSecure: boolean;
  readonly #server: http.Server | https.Server;

  constructor(tls?: https.ServerOptions) {
    const serve = (request: http.IncomingMessage, response: http.ServerResponse) =>
      void this.#serve(request, response);
    this.#isSecure = tls !== undefined;
    this.#server = tls ? https.createServer(tls, serve) : http.createServer(serve);
  }

  /** `tls`: speaks https with these options. */
  static async start(port = 0, tls?: https.ServerOptions): Promise<FakeWorker> {
    const worker = new FakeWorker(tls);
    await new Promise<void>((resolve) => worker.#server.listen(port, '127.0.0.1', resolve));
    return worker;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#isSecure ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  add(
    name: string,
    options: Partial<FakeConnector> & { states?: string[]; trace?: string } = {},
  ): FakeConnector {
    const { states = ['RUNNING'], trace, ...rest } = options;
    const instance = (state: string) => ({
      state,
      worker_id: '127.0.0.1:8083',
      ...(state === 'FAILED' && trace !== undefined ? { trace } : {}),
    });
    const connector: FakeConnector = {
      config: { name, 'connector.class': 'FileStreamSource', topic: `${name}-topic` },
      type: 'source',
      connector: instance('RUNNING'),
      tasks: states.map((state, id) => ({ id, ...instance(state) })),
      offsets: '[]',
      topics: [],
      ...rest,
    };
    this.connectors.set(name, connector);
    return connector;
  }

  /** Lets requests whose `METHOD path` starts with or matches the pattern misbehave, `times` often. */
  fail(pattern: string | RegExp, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    const match = (request: SeenRequest) => {
      const line = `${request.method} ${request.path}`;
      return typeof pattern === 'string' ? line.startsWith(pattern) : pattern.test(line);
    };
    this.#faults.push({ match, fault, times });
  }

  heal(): void {
    this.#faults = [];
  }

  /** The requests that would have changed something. */
  writes(): string[] {
    return this.requests
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/validate'))
      .map(({ method, path }) => `${method} ${path}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      socket: request.socket,
    };
    this.requests.push(seen);
    const fault = this.chaos(seen) ?? this.#scripted(seen);
    if (fault?.do === 'hang') response.once('close', () => (this.hangingUp += 1));
    if (fault && (await misbehave(fault, response))) return;
    if (!this.admits(seen)) {
      response.writeHead(401, { 'content-type': 'text/plain', 'www-authenticate': 'Basic' });
      response.end('User cannot access the resource.');
      return;
    }
    this.beforeAnswer(seen);
    const answer = this.#answer(seen);
    if (fault?.do === 'apply-then-reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
    if (fault?.do === 'truncate') {
      // 204 has no body that could break off.
      response.writeHead(answer.status === 204 ? 200 : answer.status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      });
      response.write(text.slice(0, fault.bytes), () => request.socket.destroy());
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.status === 204 || answer.body === undefined ? undefined : text);
  }

  #scripted(seen: SeenRequest): Fault | undefined {
    const entry = this.#faults.find((fault) => fault.times > 0 && fault.match(seen));
    if (entry) entry.times -= 1;
    return entry?.fault;
  }

  #answer({ method, path, body }: SeenRequest): { status: number; body?: unknown } {
    const [pathname = '', query = ''] = path.split('?');
    const parts = pathname.split('/').slice(1).map(decodeURIComponent);
    if (pathname === '/')
      return { status: 200, body: { version: this.version, commit: 'abc', kafka_cluster_id: 'k1' } };
    if (parts[0] === 'connector-plugins') return this.#plugins(method, parts, body);
    if (pathname.startsWith('/admin/loggers')) return this.#loggers(method, parts[2], body, query);
    if (parts[0] !== 'connectors') return error(404, 'HTTP 404 Not Found');
    if (parts[1] === undefined) return method === 'POST' ? this.#create(body) : this.#list(query);
    return this.#connector(method, parts[1], parts.slice(2), query, body);
  }

  #plugins(method: string, parts: string[], body: string): { status: number; body?: unknown } {
    if (parts[1] === undefined) return { status: 200, body: this.plugins };
    if (method === 'GET') {
      return {
        status: 200,
        body: ['file', 'topic', ...this.passwordKeys].map((name) => ({
          name,
          type: this.passwordKeys.includes(name) ? 'PASSWORD' : 'STRING',
          required: false,
          importance: 'HIGH',
        })),
      };
    }
    const infos = this.validate(JSON.parse(body));
    return infos instanceof Error ? error(500, infos.message) : { status: 200, body: infos };
  }

  #loggers(method: string, logger: string | undefined, body: string, query: string) {
    if (method === 'PUT' && logger !== undefined) {
      const { level } = JSON.parse(body) as { level: string };
      for (const name of [...this.loggers.keys(), logger])
        if (name === logger || name.startsWith(`${logger}.`)) this.loggers.set(name, level);
      return query === 'scope=cluster' ? { status: 204 } : { status: 200, body: [logger] };
    }
    const entries = [...this.loggers].map(([name, level]) => [name, { level, last_modified: null }]);
    return { status: 200, body: Object.fromEntries(entries) as unknown };
  }

  #list(query: string): { status: number; body: unknown } {
    if (!query) return { status: 200, body: [...this.connectors.keys()] };
    const entries = [...this.connectors]
      .filter(([, connector]) => connector.connector !== null)
      .map(([name, connector]) => [
        name,
        {
          ...(query.includes('status') ? { status: statusOf(name, connector) } : {}),
          ...(query.includes('info') ? { info: infoOf(name, connector) } : {}),
        },
      ]);
    return { status: 200, body: Object.fromEntries(entries) };
  }

  #create(body: string): { status: number; body?: unknown } {
    const {
      name,
      config,
      initial_state: initial,
    } = JSON.parse(body) as {
      name: string;
      config: Config;
      initial_state?: string;
    };
    if (this.connectors.has(name)) return error(409, `Connector ${name} already exists`);
    if (!config['connector.class']) return error(400, 'Connector config {} contains no connector type');
    const connector = this.add(name, { config: { ...config, name }, connector: null, states: [] });
    this.#start(name, connector, initial ?? 'RUNNING');
    return { status: 201, body: infoOf(name, connector) };
  }

  #connector(
    method: string,
    name: string,
    rest: string[],
    query: string,
    body: string,
  ): { status: number; body?: unknown } {
    const connector = this.connectors.get(name);
    const what = `${method} ${rest[0] ?? ''}`;
    if (!connector)
      return error(
        404,
        what === 'GET status' ? `No status found for connector ${name}` : `Connector ${name} not found`,
      );
    switch (what) {
      case 'GET ':
        return { status: 200, body: infoOf(name, connector) };
      case 'GET status':
        return connector.connector
          ? { status: 200, body: statusOf(name, connector) }
          : error(404, `No status found for connector ${name}`);
      case 'GET tasks':
        return {
          status: 200,
          body: connector.tasks.map(({ id }) => ({
            id: { connector: name, task: id },
            config: { ...connector.config, 'task.class': 'X.Task' },
          })),
        };
      case 'GET topics':
        return { status: 200, body: { [name]: { topics: connector.topics } } };
      case 'PUT topics':
        connector.topics = [];
        return { status: 200 };
      case 'GET offsets':
        return { status: 200, body: `{"offsets":${connector.offsets}}` };
      case 'PATCH offsets':
      case 'DELETE offsets':
        if (connector.connector?.state !== 'STOPPED') return error(400, MUST_BE_STOPPED);
        // The text between the brackets, so that no number is ever parsed.
        connector.offsets =
          method === 'DELETE' ? '[]' : body.slice(body.indexOf('['), body.lastIndexOf(']') + 1);
        return {
          status: 200,
          body: { message: `The offsets have been ${method === 'DELETE' ? 'reset' : 'altered'}` },
        };
      case 'DELETE ':
        this.connectors.delete(name);
        return { status: 204 };
      case 'PUT config':
        connector.config = Object.fromEntries([
          ...Object.entries(JSON.parse(body) as Config),
          ['name', name],
        ]);
        this.#start(name, connector, connector.connector?.state === 'STOPPED' ? 'STOPPED' : 'RUNNING');
        return { status: 200, body: infoOf(name, connector) };
      case 'PATCH config':
        if (!this.#hasPatch()) return error(405, 'HTTP 405 Method Not Allowed');
        connector.config = patched(connector.config, JSON.parse(body) as Config);
        this.#start(name, connector, connector.connector?.state === 'STOPPED' ? 'STOPPED' : 'RUNNING');
        return { status: 200, body: infoOf(name, connector) };
      case 'PUT pause':
        this.#setAll(connector, 'PAUSED');
        return { status: 202 };
      case 'PUT resume':
        this.#start(name, connector, 'RUNNING');
        return { status: 202 };
      case 'PUT stop':
        this.#setAll(connector, 'STOPPED');
        connector.tasks = [];
        return { status: 204 };
      case 'POST restart':
        return this.#restart(name, connector, query);
      case 'POST tasks':
        this.#startInstance(name, connector, Number(rest[1]));
        return { status: 204 };
      default:
        return error(405, 'HTTP 405 Method Not Allowed');
    }
  }

  /** KIP-477 came with 3.8. */
  #hasPatch(): boolean {
    const [major = 0, minor = 0] = this.version.split('.').map(Number);
    return major > 3 || (major === 3 && minor >= 8);
  }

  #restart(name: string, connector: FakeConnector, query: string): { status: number; body?: unknown } {
    const modern = query !== '' && !this.version.startsWith('2.');
    const onlyFailed = modern && query.includes('onlyFailed=true');
    const chosen: (number | null)[] = [];
    if (!onlyFailed || connector.connector?.state === 'FAILED') chosen.push(null);
    if (modern)
      for (const task of connector.tasks) if (!onlyFailed || task.state === 'FAILED') chosen.push(task.id);
    const plan = statusOf(name, connector);
    for (const instance of [plan.connector, ...plan.tasks]) {
      if (chosen.includes('id' in instance ? Number(instance.id) : null)) instance.state = 'RESTARTING';
    }
    for (const task of chosen) this.#startInstance(name, connector, task);
    return modern ? { status: 202, body: plan } : { status: 204 };
  }

  #setAll(connector: FakeConnector, state: string): void {
    for (const instance of [connector.connector, ...connector.tasks]) {
      if (!instance || (instance.state === 'FAILED' && state !== 'STOPPED')) continue;
      instance.state = state;
      if (state === 'STOPPED') delete instance.trace;
    }
  }

  #start(name: string, connector: FakeConnector, state: string): void {
    connector.connector ??= { state, worker_id: '127.0.0.1:8083' };
    if (state !== 'RUNNING') {
      connector.connector.state = state;
      return;
    }
    if (connector.tasks.length === 0)
      connector.tasks = [{ id: 0, state: 'UNASSIGNED', worker_id: '127.0.0.1:8083' }];
    this.#startInstance(name, connector, null);
    for (const task of connector.tasks) this.#startInstance(name, connector, task.id);
  }

  #startInstance(name: string, connector: FakeConnector, task: number | null): void {
    const instance = task === null ? connector.connector : connector.tasks.find(({ id }) => id === task);
    if (!instance) return;
    const outcome = this.startOutcome(name, task, connector.config);
    void (async () => {
      await sleep(outcome.afterMs ?? 20);
      instance.state = 'RUNNING';
      delete instance.trace;
      if (outcome.state === 'RUNNING') return;
      await sleep(outcome.blinkMs ?? 0);
      instance.state = outcome.state;
      if (outcome.trace !== undefined) instance.trace = outcome.trace;
    })();
  }
}

/** As ConnectUtils#patchConfig: null removes. `Object.fromEntries` keeps `__proto__` an ordinary key. */
function patched(config: Config, patch: Config): Config {
  const entries = new Map([...Object.entries(config), ...Object.entries(patch)]);
  return Object.fromEntries(
    [...entries].filter(([key]) => !Object.hasOwn(patch, key) || patch[key] !== null),
  );
}

function statusOf(name: string, { connector, tasks, type }: FakeConnector) {
  return { name, connector: { ...(connector as Instance) }, tasks: tasks.map((task) => ({ ...task })), type };
}

function infoOf(name: string, { config, tasks, type }: FakeConnector) {
  return { name, config, tasks: tasks.map(({ id }) => ({ connector: name, task: id })), type };
}

function error(status: number, message: string): { status: number; body: unknown } {
  return { status, body: { error_code: status, message } };
}

/** Returns whether the fault answered by itself. */
async function misbehave(fault: Fault, response: http.ServerResponse): Promise<boolean> {
  switch (fault.do) {
    case 'hang':
      return true;
    case 'answer':
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(fault.body);
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'drip':
      response.writeHead(200, { 'content-type': 'application/json' });
      while (!response.destroyed) {
        response.write(' ');
        await sleep(fault.everyMs);
      }
      return true;
    case 'huge':
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let sent = 0; sent < fault.bytes && !response.destroyed; sent += 1_048_576) {
        if (!response.write(Buffer.alloc(1_048_576, 0x20))) await sleep(1);
      }
      response.end();
      return true;
    case 'delay':
      await sleep(fault.ms);
      return false;
    default:
      return false;
  }
}
