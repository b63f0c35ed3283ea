import type { z } from 'zod';
import type { Problem } from '@/lib/api/problem';

/** An answer that is not the one asked for. `problem` is what the console's server said, if it answered at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, message: string, problem?: Problem) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

/** What to send: a method and a JSON body. Reads need neither. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

type Answers = typeof import('./answers');
/** The name of an answer's schema in `answers.ts`. */
type AnswerName = keyof Answers;

/** Reads the schemas of all answers: beside the first request, so that no page waits for them to be shown. */
export function loadAnswers(): Promise<Answers> {
  return import('./answers');
}

/**
 * Calls the console's own API and parses the answer with the schema of that name.
 *
 * Errors: ApiError with status 0 when the console cannot be reached, with `problem` when it answered an error.
 */
export async function callApi<K extends AnswerName>(
  url: string,
  answer: K,
  request: ApiRequest = {},
): Promise<z.output<Answers[K]>> {
  const loading = loadAnswers();
  const init: RequestInit = { method: request.method ?? 'GET', headers: { accept: 'application/json' } };
  if (request.signal) init.signal = request.signal;
  if (init.method !== 'GET') {
    init.headers = { ...init.headers, 'content-type': 'application/json' };
    init.body = JSON.stringify(request.body ?? {});
  }
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiError(0, 'The console’s server does not answer.');
  }
  const answers = await loading;
  if (!response.ok) throw await toApiError(response, answers);
  const body: unknown = response.status === 204 ? undefined : await response.json();
  const schema: z.ZodType = answers[answer];
  return schema.parse(body) as z.output<Answers[K]>;
}

async function toApiError(response: Response, { Problem }: Answers): Promise<ApiError> {
  const parsed = Problem.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return new ApiError(response.status, parsed.data.detail, parsed.data);
  return new ApiError(response.status, `The console’s server answered ${response.status}.`);
}

/** Reads are tried again when the console itself was away; an answer, also a bad one, is an answer. */
export function shouldRetry(failures: number, error: Error): boolean {
  return failures < 3 && error instanceof ApiError && error.status === 0;
}

/** Units: milliseconds, doubling from 300. */
export function retryDelayMs(failures: number): number {
  return Math.min(300 * 2 ** failures, 5000);
}
