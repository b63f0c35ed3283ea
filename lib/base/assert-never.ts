/**
 * Fails to compile when a union has a member the `switch` before it forgot.
 *
 * Errors: throws when data from outside reaches it in spite of the types.
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
