import { ApiError } from './api';

/** An error in words for people: what could not be done, and the worker's own words if it said any. */
export interface ProblemWords {
  readonly what: string;
  readonly workerSaid: string | undefined;
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** Turns whatever a query or mutation failed with into words. */
export function describeProblem(error: unknown): ProblemWords {
  if (error instanceof ApiError) {
    return {
      what: error.problem?.detail ?? error.message,
      workerSaid: error.problem?.workerMessage,
      fields: error.problem?.fields ?? {},
    };
  }
  return {
    what: 'The console received an answer it does not understand.',
    workerSaid: undefined,
    fields: {},
  };
}
