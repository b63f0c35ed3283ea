import type { TaskId } from '../../../connect/names.ts';
import type { ConnectorStateInfo } from '../../../connect/rest/connectors.ts';
import { NotFoundException } from '../../api/exceptions.ts';
import { BadRequestException } from '../../herder/exceptions.ts';
import type { Herder } from '../../herder/herder.ts';
import type { StoredConfig } from '../../storage/config-backing-store.ts';
import { parseConfigBody, parseCreateRequest } from '../bodies.ts';
import { isTrueParam, type RestRequest, type RestResponse, type Route } from '../http.ts';
import { RestException } from '../rest-exception.ts';

/** Everything below `/connectors` but offsets. Source: kafka 4.x `ConnectorsResource`. */
export function connectorRoutes(herder: Herder): Route[] {
  const accepted = async (work: Promise<void>, status: number): Promise<RestResponse> => {
    await work;
    return { status };
  };
  return [
    {
      path: '/connectors',
      methods: { GET: (request) => list(herder, request), POST: (request) => create(herder, request) },
    },
    {
      path: '/connectors/:name',
      methods: {
        GET: ({ params }) => ok(herder.connectorInfo(nameOf(params))),
        DELETE: ({ params }) => accepted(herder.deleteConnector(nameOf(params)), 204),
      },
    },
    {
      path: '/connectors/:name/config',
      methods: {
        GET: ({ params }) => ok(herder.connectorInfo(nameOf(params)).config),
        PUT: (request) => putConfig(herder, request),
        PATCH: async ({ params, body }) =>
          ok(await herder.patchConnectorConfig(nameOf(params), parseConfigBody(body))),
      },
    },
    {
      path: '/connectors/:name/status',
      methods: { GET: ({ params }) => ok(herder.connectorStatus(nameOf(params))) },
    },
    {
      path: '/connectors/:name/pause',
      methods: { PUT: ({ params }) => accepted(herder.pauseConnector(nameOf(params)), 202) },
    },
    {
      path: '/connectors/:name/resume',
      methods: { PUT: ({ params }) => accepted(herder.resumeConnector(nameOf(params)), 202) },
    },
    {
      path: '/connectors/:name/stop',
      methods: { PUT: ({ params }) => accepted(herder.stopConnector(nameOf(params)), 204) },
    },
    { path: '/connectors/:name/restart', methods: { POST: (request) => restart(herder, request) } },
    {
      path: '/connectors/:name/tasks',
      methods: { GET: ({ params }) => ok(herder.taskInfos(nameOf(params))) },
    },
    {
      path: '/connectors/:name/tasks/:task/status',
      methods: { GET: ({ params }) => ok(herder.taskStatus(taskIdOf(params))) },
    },
    {
      path: '/connectors/:name/tasks/:task/restart',
      methods: { POST: ({ params }) => accepted(herder.restartTask(taskIdOf(params)), 204) },
    },
    {
      path: '/connectors/:name/topics',
      methods: {
        GET: ({ params }) => {
          const name = nameOf(params);
          return ok({ [name]: { topics: herder.connectorTopics(name) } });
        },
      },
    },
    {
      path: '/connectors/:name/topics/reset',
      methods: {
        PUT: ({ params }) => {
          herder.resetConnectorTopics(nameOf(params));
          return { status: 202 };
        },
      },
    },
  ];
}

/** The connector a path names. */
export function nameOf(params: Readonly<Record<string, string>>): string {
  return params.name ?? '';
}

function list(herder: Herder, { query }: RestRequest): RestResponse {
  if (!query.has('expand')) return ok(herder.connectors());
  const expand = query.getAll('expand');
  const views: Record<string, unknown> = Object.create(null);
  for (const name of herder.connectors()) {
    const status = statusOrNothing(herder, name);
    const isAsked = expand.includes('status');
    if (isAsked && !status) continue;
    views[name] = {
      ...(isAsked ? { status } : {}),
      ...(expand.includes('info') ? { info: herder.connectorInfo(name) } : {}),
    };
  }
  return ok(views);
}

async function create(herder: Herder, { body, baseUrl }: RestRequest): Promise<RestResponse> {
  const { name, config, initialState } = parseCreateRequest(body);
  const info = await herder.createConnector(name, withName(config, name), initialState);
  return { status: 201, body: info, headers: { location: locationOf(baseUrl, name) } };
}

async function putConfig(herder: Herder, { params, body, baseUrl }: RestRequest): Promise<RestResponse> {
  const name = nameOf(params);
  const { created, info } = await herder.putConnectorConfig(name, withName(parseConfigBody(body), name));
  return created ? { status: 201, body: info, headers: { location: locationOf(baseUrl, name) } } : ok(info);
}

async function restart(herder: Herder, { params, query }: RestRequest): Promise<RestResponse> {
  const request = {
    includeTasks: isTrueParam(query, 'includeTasks'),
    onlyFailed: isTrueParam(query, 'onlyFailed'),
  };
  if (request.includeTasks || request.onlyFailed) {
    return { status: 202, body: await herder.restartConnectorAndTasks(nameOf(params), request) };
  }
  await herder.restartConnector(nameOf(params));
  return { status: 204 };
}

function statusOrNothing(herder: Herder, name: string): ConnectorStateInfo | undefined {
  try {
    return herder.connectorStatus(name);
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

/** Fills in the name, or rejects another one. */
function withName(config: StoredConfig, name: string): StoredConfig {
  const own = config.name;
  if (own !== undefined && own !== null && own !== name) {
    throw new BadRequestException(
      `Connector name configuration (${own}) doesn't match connector name in the URL (${name})`,
    );
  }
  const named: Record<string, string | null> = Object.assign(Object.create(null), config);
  named.name = name;
  return named;
}

function taskIdOf(params: Readonly<Record<string, string>>): TaskId {
  const text = params.task ?? '';
  if (!/^\d{1,9}$/.test(text)) throw new RestException(404, 'HTTP 404 Not Found', { isJson: false });
  return { connector: nameOf(params), task: Number(text) };
}

/** Escapes a name as a path segment the way JAX-RS does, which leaves `+;=&@,:$!` and the like alone. */
function locationOf(baseUrl: string, name: string): string {
  const escaped = encodeURIComponent(name).replace(/%(2B|3B|3D|26|40|2C|3A|24)/g, decodeURIComponent);
  return `${baseUrl}/connectors/${escaped}`;
}

function ok(body: unknown): RestResponse {
  return { status: 200, body };
}
