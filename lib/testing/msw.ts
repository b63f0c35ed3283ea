import { type DefaultBodyType, HttpResponse, http, type PathParams } from 'msw';
import { setupServer } from 'msw/node';
import type { z } from 'zod';

/** The mock of the browser API; a request nobody answers fails the test. */
export const apiServer = setupServer();

const at = (path: string) => `http://localhost:3000${path}`;

/** What a mocked route was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly body: unknown;
}

/**
 * Answers one route of the browser API. `schema` checks the answer, so that a mock cannot say what the real server
 * could not. Returns the list of what was asked, filled as requests come.
 */
export function answer<S extends z.ZodType>(
  method: 'get' | 'post' | 'put' | 'delete',
  path: string,
  schema: S,
  reply: (asked: Asked) => z.output<S>,
  status = 200,
): Asked[] {
  const asked: Asked[] = [];
  apiServer.use(
    http[method]<PathParams, DefaultBodyType>(at(path), async ({ request }) => {
      const text = await request.text();
      const one = {
        method,
        path: new URL(request.url).pathname,
        search: new URL(request.url).search,
        body: text === '' ? undefined : JSON.parse(text),
      };
      asked.push(one);
      return HttpResponse.json(schema.parse(reply(one)) as DefaultBodyType, { status });
    }),
  );
  return asked;
}
