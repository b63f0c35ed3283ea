import { expect } from 'vitest';
import type { Subject } from './contract.ts';
import { type Answer, messageOf } from './worker-client.ts';

/**
 * Where the embedded worker is better on purpose: Apache answers 500 with Java's words, ours 400 in plain
 * ones, or simply what was asked for. Nothing else may differ. Shape: id to what was asked and both statuses.
 */
export const DIFFERENCES = {
  'malformed-json': { what: 'a body that is not JSON', apache: 500, embedded: 400 },
  'body-not-an-object': { what: 'a JSON array where an object belongs', apache: 500, embedded: 400 },
  'null-body': { what: 'the JSON null as body', apache: 500, embedded: 400 },
  'empty-body': { what: 'no body where one is needed', apache: 500, embedded: 400 },
  'config-missing': { what: 'a create request without config', apache: 500, embedded: 400 },
  'unknown-property': { what: 'an unknown property in a request body', apache: 500, embedded: 400 },
  'bad-initial-state': { what: 'an initial_state that does not exist', apache: 500, embedded: 400 },
  'nested-config-value': { what: 'an object as the value of an option', apache: 500, embedded: 400 },
  'validate-without-class': { what: 'validate without connector.class', apache: 500, embedded: 400 },
  'validate-unknown-class': { what: 'validate of a class that is not installed', apache: 500, embedded: 400 },
  'override-not-parsable': { what: 'a client override of the wrong type', apache: 500, embedded: 400 },
  'source-offset-invalid': { what: 'an offset the file source refuses', apache: 500, embedded: 400 },
  'braces-in-name': { what: 'creating a connector with { or } in its name', apache: 500, embedded: 201 },
  'ambiguous-path': { what: 'a path with %2F, %5C, %25 or a control character', apache: 400, embedded: 404 },
  'name-beyond-reach': { what: 'a connector whose name holds a slash', apache: 400, embedded: 200 },
  'sink-offset-negative': { what: 'a negative sink offset', apache: 500, embedded: 400 },
} as const;

const MAX_SHOWN_CHARS = 300;

/** Id of a documented difference. */
export type DifferenceId = keyof typeof DIFFERENCES;

/** Expects the status this target documents for a difference, and from ours words a person can use. */
export function expectDifference(worker: Subject, id: DifferenceId, answer: Answer): void {
  expectStatusDifference(worker, id, answer);
  const { kind } = worker.target;
  expect(answer.body).toMatchObject({ error_code: DIFFERENCES[id][kind] });
  if (kind === 'embedded') {
    expect(messageOf(answer)).toMatch(/\w+ \w+/);
    expect(messageOf(answer)).not.toMatch(/java|jackson|Exception|NullPointer|undefined|SyntaxError|Zod/i);
  }
}

/** Expects only the status this target documents for a difference. */
export function expectStatusDifference(worker: Subject, id: DifferenceId, answer: Answer): void {
  expect(answer.status, `${DIFFERENCES[id].what}: ${answer.text.slice(0, MAX_SHOWN_CHARS)}`).toBe(
    DIFFERENCES[id][worker.target.kind],
  );
  worker.proveDifference(id);
}
