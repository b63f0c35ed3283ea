import 'server-only';
import { z } from 'zod';
import { Problem } from '@/lib/api/problem';
import { ROUTES, type RouteEntry } from './routes';

type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ 'application/json': { schema } });

/**
 * Builds the document of the browser API from the table of routes and the schemas of `lib/api`.
 *
 * Shape: answers as they go out, bodies as they may come in, so a default makes a key optional in a body. Errors:
 * throws when one name stands for two schemas.
 */
export function buildOpenApi(version: string, routes: readonly RouteEntry[] = ROUTES): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    paths[route.path] = path;
    path[route.method] = toOperation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice',
      version,
      description:
        'Admin console for Apache Kafka Connect. A change needs Content-Type: application/json and an Origin header equal to the address of the console.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: { schemas: componentsOf(routes) },
  };
}

function toOperation(route: RouteEntry): Json {
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    tags: [route.tag],
    ...parametersOf(route),
    ...(route.body ? { requestBody: { required: true, content: json(refTo(route.body[0])) } } : {}),
    responses: {
      ...goodAnswer(route),
      default: {
        description: 'What could not be done and why (RFC 9457)',
        content: { 'application/problem+json': { schema: refTo('Problem') } },
      },
    },
  };
}

/** `GET /clusters/{clusterId}/connectors` → `getClustersByClusterIdConnectors`. */
function operationIdOf({ method, path }: RouteEntry): string {
  const words = path
    .replace(/\{(\w+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function parametersOf({ path, query }: RouteEntry): Json {
  const segments = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const schema = query ? (z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' }) as Json) : {};
  const required = (schema.required ?? []) as readonly string[];
  const searched = Object.entries((schema.properties ?? {}) as Json).map(([name, part]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: part,
  }));
  const parameters = [...segments, ...searched];
  return parameters.length === 0 ? {} : { parameters };
}

function goodAnswer({ answer, status, events }: RouteEntry): Json {
  if (!answer) return { 204: { description: 'Done' } };
  const schema = refTo(answer[0]);
  const content = events ? { 'text/event-stream': { schema } } : json(schema);
  return { [status ?? 200]: { description: answer[0], content } };
}

function componentsOf(routes: readonly RouteEntry[]): Record<string, Json> {
  const answers = new Map<string, z.ZodType>([['Problem', Problem]]);
  const bodies = new Map<string, z.ZodType>();
  for (const { answer, body } of routes) {
    if (answer) name(answers, ...answer);
    if (body) name(bodies, ...body);
  }
  const twice = [...bodies.keys()].find((key) => answers.has(key));
  if (twice) throw new Error(`${twice} is both a body and an answer`);
  return { ...toSchemas(answers, 'output'), ...toSchemas(bodies, 'input') };
}

function name(known: Map<string, z.ZodType>, key: string, schema: z.ZodType): void {
  const other = known.get(key);
  if (other && other !== schema) throw new Error(`${key} stands for two schemas`);
  known.set(key, schema);
}

function toSchemas(named: ReadonlyMap<string, z.ZodType>, io: 'input' | 'output'): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of named) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // An answer may grow; only a body is refused for keys nobody knows.
      if (io === 'output' && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _dialect, $id: _id, ...rest } = schema;
      return [id, rest as Json];
    }),
  );
}
