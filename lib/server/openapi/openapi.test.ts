import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildOpenApi } from './build';
import { ROUTES } from './routes';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** `get /clusters/{clusterId}` for every method that a route file exports. */
async function builtRoutes(): Promise<string[]> {
  const folder = path.join(ROOT, 'app/api/v1');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('route.ts'),
  );
  const found: string[] = [];
  for (const file of files) {
    const route = (await import(path.join(folder, file))) as Record<string, unknown>;
    const address = `/${path.dirname(file)}`.replace(/\[(\w+)\]/g, '{$1}');
    for (const method of METHODS) if (route[method]) found.push(`${method.toLowerCase()} ${address}`);
  }
  return found.sort();
}

/** Every `$ref` anywhere in a value. */
function refsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

describe('the OpenAPI document', () => {
  const document = buildOpenApi('1.0.0');

  test('names exactly the routes and methods that app/api/v1 exports', async () => {
    const described = Object.entries(document.paths)
      .flatMap(([address, methods]) => Object.keys(methods).map((method) => `${method} ${address}`))
      .sort();
    expect(described).toEqual(await builtRoutes());
  });

  test('gives every operation an id of its own', () => {
    const ids = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ROUTES.length);
  });

  test('has every schema that it refers to, and none that holds a second copy of its own dialect', () => {
    const names = Object.keys(document.components.schemas);
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(ROUTES.length);
    for (const ref of refs) {
      expect(ref).toMatch(/^#\/components\/schemas\//);
      expect(names).toContain(ref.split('/')[3]);
    }
    expect(JSON.stringify(document)).not.toContain('$schema');
  });

  test('describes path segments and searched parameters', () => {
    const timeline = document.paths['/clusters/{clusterId}/connectors/{connectorName}/timeline']?.get;
    expect(timeline?.parameters).toMatchObject([
      { name: 'clusterId', in: 'path', required: true },
      { name: 'connectorName', in: 'path', required: true },
      { name: 'from', in: 'query' },
      { name: 'to', in: 'query' },
    ]);
  });

  test('lets a body leave out what has a default, while an answer always has it', () => {
    const draft = document.components.schemas.NewConnector as { required?: string[] };
    expect(draft.required).not.toContain('initialState');
    const record = document.components.schemas.ActionRecord as { required?: string[] };
    expect(record.required).toContain('finishedAt');
  });

  test('lets an answer grow, but says that a body with unknown keys is refused', () => {
    expect(document.components.schemas.ActionRecord).not.toHaveProperty('additionalProperties');
    expect(document.components.schemas.ClusterInput).toHaveProperty('additionalProperties', false);
  });

  test('refuses one name for two schemas', () => {
    const entry = { method: 'get', path: '/x', summary: 'x', tag: 'x' } as const;
    const twice = [
      { ...entry, answer: ['One', z.string()] as const },
      { ...entry, path: '/y', answer: ['One', z.number()] as const },
    ];
    expect(() => buildOpenApi('1.0.0', twice)).toThrow(/One stands for two/);
  });
});
