import 'server-only';
import type { ObservedStatus } from './observed';

/** Takes in a part of a look. `statuses`: null is listed without a status. */
type Apply = (statuses: ReadonlyMap<string, ObservedStatus | null>, gone: readonly string[]) => void;

/** Collects what a look showed and hands it on in pieces of a bounded size. `end` hands on what is left. */
export class LookParts {
  readonly #size: number;
  readonly #apply: Apply;
  #statuses = new Map<string, ObservedStatus | null>();
  #gone: string[] = [];

  constructor(size: number, apply: Apply) {
    this.#size = size;
    this.#apply = apply;
  }

  seen(name: string, status: ObservedStatus | null): void {
    this.#statuses.set(name, status);
    this.#handOnWhen(this.#size);
  }

  gone(name: string): void {
    this.#gone.push(name);
    this.#handOnWhen(this.#size);
  }

  end(): void {
    this.#handOnWhen(1);
  }

  #handOnWhen(size: number): void {
    if (this.#statuses.size + this.#gone.length < size) return;
    const [statuses, gone] = [this.#statuses, this.#gone];
    this.#statuses = new Map();
    this.#gone = [];
    this.#apply(statuses, gone);
  }
}

/** Returns what is in one set only. */
export function differing(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  if (a === b) return [];
  return [...[...a].filter((name) => !b.has(name)), ...[...b].filter((name) => !a.has(name))];
}
