import type { TaskId } from '../../../connect/names.ts';
import type { ConnectorStateInfo } from '../../../connect/rest/connectors.ts';
import { NotFoundException } from '../../api/exceptions.ts';
import { BadRequestException } from '../../herder/exceptions.ts';
import type { Herder } from '../../herder/herder.ts';
import type { StoredConfig } from '../../storage/config-backing-store.ts';
import { parseConfigBody, parseCreateRequest } from '../bodies.ts';
import { isTrueParam, type RestRequest, type RestResponse, type Route, route } from '../http.ts';
import { RestException } from '../rest-exception.ts';

/** What the worker does about the topics connectors use. */
export interface TopicTracking {
  readonly isEnabled: boolean;
  readonly allowsReset: boolean;
}

/** Everything below `/connectors` but offsets. Source: kafka 4.x `ConnectorsResource`. */
export function connectorRoutes(herder: Herder, tracking: TopicTracking): Route[] {
  const at = (rest: string) => `/connectors/:name${rest}`;
  return [
    route('GET', '/connectors', (request) => list(herder, request)),
    route('POST', '/connectors', (request) => create(herder, request)),
    route('GET', at(''), ({ params }) => ok(herder.connectorInfo(nameOf(params)))),
    route('DELETE', at(''), ({ params }) => accepted(herder.deleteConnector(nameOf(params)), 204)),
    route('GET', at('/config'), ({ params }) => ok(herder.connectorInfo(nameOf(params)).config)),
    route('PUT', at('/config'), (request) => putConfig(herder, request)),
    route('PATCH', at('/config'), async ({ params, body }) =>
      ok(await herder.patchConnectorConfig(nameOf(params), parseConfigBody(body))),
    ),
    route('GET', at('/status'), ({ params }) => ok(herder.connectorStatus(nameOf(params)))),
    route('PUT', at('/pause'), ({ params }) => accepted(herder.pauseConnector(nameOf(params)), 202)),
    route('PUT', at('/resume'), ({ params }) => accepted(herder.resumeConnector(nameOf(params)), 202)),
    route('PUT', at('/stop'), ({ params }) => accepted(herder.stopConnector(nameOf(params)), 204)),
    route('POST', at('/restart'), (request) => restart(herder, request)),
    route('GET', at('/tasks'), ({ params }) => ok(herder.taskInfos(nameOf(params)))),
    route('GET', at('/tasks/:task/status'), ({ params }) => ok(herder.taskStatus(taskIdOf(params)))),
    route('POST', at('/tasks/:task/restart'), ({ params }) =>
      accepted(herder.restartTask(taskIdOf(params)), 204),
    ),
    route('GET', at('/topics'), ({ params }) => topics(herder, tracking, nameOf(params))),
    route('PUT', at('/topics/reset'), ({ params }) => resetTopics(herder, tracking, nameOf(params))),
  ];
}

async function accepted(work: Promise<void>, status: number): Promise<RestResponse> {
  await work;
  return { status };
}

function topics(herder: Herder, tracking: TopicTracking, name: string): RestResponse {
  requireTracking(tracking);
  return ok({ [name]: { topics: herder.connectorTopics(name) } });
}

function resetTopics(herder: Herder, tracking: TopicTracking, name: string): RestResponse {
  requireTracking(tracking);
  if (!tracking.allowsReset) throw new RestException(403, 'Topic tracking reset is disabled.');
  herder.resetConnectorTopics(name);
  return { status: 202 };
}

function requireTracking({ isEnabled }: TopicTracking): void {
  if (!isEnabled) throw new RestException(403, 'Topic tracking is disabled.');
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
