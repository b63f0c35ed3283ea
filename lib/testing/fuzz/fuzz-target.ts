import fc from 'fast-check';

/** A property of a part that reads what others wrote. Shape: `check` runs it on so many inputs and throws at the first breach. */
export interface FuzzTarget {
  readonly name: string;
  readonly check: (runs: number, seed: number) => Promise<void>;
}

/** A property of inputs that are drawn from these. */
export function target<T extends unknown[]>(
  name: string,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  property: (...input: T) => void,
): FuzzTarget {
  const check = async (runs: number, seed: number) =>
    fc.assert(
      fc.property(fc.tuple(...(arbitraries as fc.Arbitrary<unknown>[])), (input) =>
        property(...(input as T)),
      ),
      { numRuns: runs, seed },
    );
  return { name, check };
}
