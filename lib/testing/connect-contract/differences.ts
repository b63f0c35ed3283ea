import { expect } from 'vitest';
import type { Subject } from './contract.ts';
import { type Answer, messageOf } from './worker-client.ts';

/**
 * Where the embedded worker is better on purpose: Apache answers 500 with Java's words, ours 400 in plain
 * ones, or simply what was asked for. Nothing else may differ. Shape: id to what was asked and both statuses.
 */
export const DIFFERENCES = {
  /** No JSON, no object, null, nothing; no config; an unknown property or state; an object as an option's value. */
  'no-request-body': {
    what: 'a body that cannot be read as the request it should be',
    apache: 500,
    embedded: 400,
  },
  'validate-no-plugin': {
    what: 'validate without a class, or of one not installed',
    apache: 500,
    embedded: 400,
  },
  'offset-refused': {
    what: 'an offset the connector, or the group, cannot have',
    apache: 500,
    embedded: 400,
  },
  'override-not-parsable': { what: 'a client override of the wrong type', apache: 500, embedded: 400 },
  'braces-in-name': { what: 'creating a connector with { or } in its name', apache: 500, embedded: 201 },
  'ambiguous-path': { what: 'a path with %2F, %5C, %25 or a control character', apache: 400, embedded: 404 },
  'name-beyond-reach': { what: 'a connector whose name holds a slash', apache: 400, embedded: 200 },
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
